"""Which column of a rent roll means what, whatever an office calls it."""

import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cases.tenancies.headings import folded


class Field(StrEnum):
    """What a column can hold. ``IGNORED`` is a column a person has said to leave out."""

    ORDINAL = "ordinal"
    IDENTIFIER = "identifier"
    NAME = "name"
    JOINT_NAME = "joint_name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    TOWN = "town"
    STREET = "street"
    STREET_TYPE = "street_type"
    HOUSE_NUMBER = "house_number"
    BUILDING = "building"
    STAIR = "stair"
    FLOOR = "floor"
    DOOR = "door"
    PARCEL_NUMBER = "parcel_number"
    AREA = "area"
    ROOMS = "rooms"
    HALF_ROOMS = "half_rooms"
    COMFORT = "comfort"
    BASIS = "basis"
    RENT = "rent"
    STARTED_ON = "started_on"
    ENDS_ON = "ends_on"
    ARREARS = "arrears"
    OVERPAID = "overpaid"
    PHONE = "phone"
    NOTE = "note"
    IGNORED = "ignored"


# Looked at in this order, because "Lakbér jogcíme" is no rent and "Bérlő telefonszáma" is no name.
# A mailing address, a price per square metre or a deposit is left out on purpose; a balance stays unknown
# until a person says whether above zero means owed or paid.
_RULES: tuple[tuple[Field | None, str], ...] = (
    (
        Field.IGNORED,
        r"\b(levelezes\w*|ertesites\w*|szuletes\w*|szul|anyja|adoazonosito|taj|adoszam|bankszamla\w*|szamlaszam)\b",
    ),
    (Field.IGNORED, r"\b(ft|huf) (/ )?(per )?(m2|nm)\b|\bnegyzetmeterenkent\b|\bovadek\b"),
    (None, r"\begyenleg\w*\b"),
    (Field.PHONE, r"\b(tel|telefon\w*|mobil\w*|elerhetoseg\w*)\b"),
    (Field.JOINT_NAME, r"\b(berlotars\w*|tarsberlo\w*|masodik berlo\w*|2 berlo\w*|egyuttes berlo\w*)\b"),
    (Field.OVERPAID, r"\btulfiz\w*"),
    (Field.ARREARS, r"\b(hatr|\w*hatralek\w*|tart|tartoz|\w*tartozas\w*|kintlev\w*)\b"),
    (Field.ENDS_ON, r"\b(vege|lejar\w*|megszun\w*|hatalya|veg|zaro datum|befejez\w*|ig)\b"),
    (
        Field.STARTED_ON,
        r"\b(kelte|kelt|kezd\w*|bekoltoz\w*|szerzodeskotes\w*|indul\w*|tol|szerz(odes)? datum\w*)\b",
    ),
    (Field.PARCEL_NUMBER, r"\b(hrsz|helyrajzi\w*|hrszam)\b"),
    (Field.STREET_TYPE, r"\b(kozt\w*|utca) (jelleg\w*|tipus\w*)\b"),
    (Field.COMFORT, r"\b(komf|komfort\w*|komffok\w*|kf)\b"),
    (
        Field.BASIS,
        r"\b(jogcim\w*|jelleg\w*|kategoria\w*|kat|dijkat\w*|besorolas\w*|lakber(dij)? (alapja|tipusa|fajtaja)|"
        r"berbeadas (alapja|modja))\b",
    ),
    (Field.HALF_ROOMS, r"\b(fel ?szob\w*)\b"),
    (Field.ROOMS, r"\b(szoba\w*|szob|szobak)\b"),
    (Field.AREA, r"\b(alapt\w*|alapter\w*|terulet\w*|ter|m2|nm|nagysag\w*|meret\w*)\b"),
    (
        Field.RENT,
        r"\b(lakber\w*|lakb|berleti dij\w*|ber dij|havidij|havi (dij|eloiras|ber)\w*|eloir\w*|dij\w*)\b",
    ),
    (Field.ORDINAL, r"^(sorsz\w*|ssz|s sz|sor|no|nr|s)$"),
    (
        Field.IDENTIFIER,
        r"\b(azonosito\w*|azon|az|ugyfelszam\w*|ugyfelkod\w*|berlokod\w*|kod|kodja|kodszam\w*|"
        r"szerzodesszam\w*|szerz sz\w*|nyilv\w* sz\w*|nyt sz\w*|ugyfelazonosito\w*|berlemenykod\w*)\b|^id$",
    ),
    (Field.POSTCODE, r"\b(iranyitoszam\w*|irsz|ir szam|ir sz|isz|iranyito)\b"),
    (Field.TOWN, r"\b(telepules\w*|varos|helyseg\w*|kozseg\w*)\b"),
    (Field.HOUSE_NUMBER, r"\b(hazsz\w*|hsz|hsz m|hazszam\w*)\b"),
    (Field.BUILDING, r"\b(epulet\w*|ep)\b"),
    (Field.STAIR, r"\b(lepcsohaz\w*|lh|lph|lepcso\w*)\b"),
    (Field.FLOOR, r"\b(emelet\w*|em|szint)\b"),
    (Field.DOOR, r"\b(ajto\w*)\b"),
    (Field.ADDRESS, r"\b(cim|cime|lakcim\w*|lakascim\w*|fekves\w*|ingatlan\w*|berlemeny\w*)\b"),
    (Field.STREET, r"\b(utca\w*|kozter\w*|ut)\b"),
    (Field.NAME, r"\b(nev|neve|berlo\w*|lako\w*|lakashasznalo\w*|hasznalo\w*|ugyfel\w*)\b"),
    (Field.NOTE, r"\b(megj\w*|egyeb|allapot\w*|jegyzet\w*|statusz\w*)\b"),
)
_COMPILED = tuple((meaning, re.compile(pattern)) for meaning, pattern in _RULES)
PLACE_FIELDS = frozenset(
    {Field.ADDRESS, Field.POSTCODE, Field.TOWN, Field.STREET, Field.STREET_TYPE, Field.HOUSE_NUMBER}
    | {Field.BUILDING, Field.STAIR, Field.FLOOR, Field.DOOR}
)
# Several columns may share these; their texts are put together.
REPEATABLE = frozenset({Field.NOTE, Field.PHONE, Field.IGNORED, Field.JOINT_NAME})


@dataclass(frozen=True, slots=True)
class Mapping:
    """Heading → field, as recognised or as a person corrected it. ``None`` marks a heading nobody knows."""

    fields: MappingType[str, Field | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, str | None]:
        """The mapping as plain strings, to be shown in a form and stored."""
        return {heading: meaning.value if meaning else None for heading, meaning in self.fields.items()}

    @classmethod
    def from_json(cls, stored: MappingType[str, str | None]) -> "Mapping":
        """What :meth:`as_json` gave, or a person's correction of it. Refuses (ValueError) an unknown field."""
        return cls({heading: Field(meaning) if meaning else None for heading, meaning in stored.items()})

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that were not recognised: their cells are kept raw and used for nothing."""
        return tuple(heading for heading, meaning in self.fields.items() if meaning is None)

    def merged(self, other: "Mapping") -> "Mapping":
        """Both mappings together; the first one wins where they differ."""
        return Mapping({**other.fields, **self.fields})


def recognise(heading: str) -> Field | None:
    """One heading in; its field out, or None when it is none of ours or could be two things."""
    words = folded(heading)
    for meaning, pattern in _COMPILED:
        if pattern.search(words):
            return meaning
    return None


def named(headings: Sequence[str]) -> list[str]:
    """Headings in; the same made distinguishable: a second ``Dátum`` becomes ``Dátum (2)``. Blanks stay."""
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        again = heading and seen[heading] > 1
        names.append(f"{heading} ({seen[heading]})" if again else heading)
    return names


def recognised(headings: Sequence[str]) -> Mapping:
    """The headings of one sheet in; the mapping out. A field already taken is not given a second column."""
    fields: dict[str, Field | None] = {}
    taken: set[Field] = set()
    for name, heading in zip(named(headings), headings, strict=True):
        if not heading:
            continue
        meaning = recognise(heading)
        fields[name] = None if meaning in taken and meaning not in REPEATABLE else meaning
        if meaning:
            taken.add(meaning)
    return Mapping(fields)


def is_rent_roll(fields: set[Field]) -> bool:
    """True if the columns are enough for a rent roll: a dwelling, a person, and something to pay."""
    has_place = Field.ADDRESS in fields or Field.STREET in fields
    return has_place and Field.NAME in fields and Field.RENT in fields
