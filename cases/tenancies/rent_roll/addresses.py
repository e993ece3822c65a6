"""A Hungarian address in one cell or in several, taken apart; the raw text always stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.tenancies.headings import folded
from cases.tenancies.rent_roll.cells import Unreadable, text

_STREET_TYPES = {
    "u": "utca",
    "utca": "utca",
    "ut": "út",
    "utja": "útja",
    "ter": "tér",
    "tere": "tere",
    "koz": "köz",
    "sor": "sor",
    "dulo": "dűlő",
    "krt": "körút",
    "korut": "körút",
    "korter": "körtér",
    "setany": "sétány",
    "stny": "sétány",
    "fasor": "fasor",
    "ltp": "lakótelep",
    "lakotelep": "lakótelep",
    "telep": "telep",
    "park": "park",
    "liget": "liget",
    "rakpart": "rakpart",
    "rkp": "rakpart",
    "lepcso": "lépcső",
    "udvar": "udvar",
    "puszta": "puszta",
    "tanya": "tanya",
    "major": "major",
    "hegy": "hegy",
    "akna": "akna",
    "hrsz": "hrsz",
}
_POSTCODE = re.compile(r"(?:H-?)?(\d{4})\b[\s,]*", re.ASCII)
_STREET = re.compile(r"(?P<name>.+?)\s+(?P<type>[^\W\d]+)\.?\s+(?P<rest>\d.*)")
_NUMBER = re.compile(
    r"(?P<number>\d{1,4}(?:\s*[-–]\s*\d{1,4})?"
    r"(?:\s*/\s*(?:[A-Za-z]\b|\d{1,3}(?=\s*[.,;]?\s*(?:$|[A-Za-zÁ-ű]|\d))))?"
    r"(?:\s*[A-D]\b(?!\s*\.?\s*(?:ép|lh|lph|lép)))?)\.?,?\s*(?P<rest>.*)"
)
_FLOOR = (
    r"(?P<floor>fszt?\.?|földszint|mf\.?|mfszt?\.?|magasföldszint|félemelet|fe\.?|pince|alagsor|als\.?|"
    r"tetőtér|tt\.?|[IVX]{1,5}\.?|\d{1,2}\.?)"
)
LONGEST_ADDRESS = 200
_TAIL = re.compile(
    r"(?:(?P<building>[A-Z0-9]{1,3})\.?\s*(?:ép(?:ület)?)\.?,?\s*)?"
    r"(?:(?P<stair>[A-Z0-9]{1,3})\.?\s*(?:lh|lph|lépcsőház|lépcső|lcsh)\.?,?\s*)?"
    rf"(?:{_FLOOR}\s*(?:em(?:elet)?)?\.?\s*[/,]?\s*(?:(?P<door>\d{{1,3}}(?:\s*/?\s*[A-Z])?|[A-Z])\.?\s*(?:ajtó|a)?\.?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a dwelling is. ``raw`` is what the office wrote; the parts are empty where they were not certain."""

    raw: str
    postcode: str = ""
    town: str = ""
    street: str = ""
    street_type: str = ""
    house_number: str = ""
    building: str = ""
    stair: str = ""
    floor: str = ""
    door: str = ""

    @property
    def is_split(self) -> bool:
        """True if street and house number were told apart; otherwise a person may want to look."""
        return bool(self.street and self.house_number)

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two written addresses the same place."""
        if not self.is_split:
            return (folded(self.raw),)
        parts = (
            self.town,
            self.street,
            self.street_type,
            self.house_number,
            self.building,
            self.stair,
            self.floor,
        )
        return (self.postcode, *(folded(part) for part in parts), folded(self.door))


def parse(cell: object) -> Address:
    """An address in one cell in; its parts out. Refuses a cell with a question mark, no letters or no digits."""
    raw = text(cell)
    if len(raw) > LONGEST_ADDRESS:
        raise Unreadable("address")
    if "?" in raw or not re.search(r"\d", raw) or not re.search(r"[^\W\d_]{2}", raw) or raw.startswith("="):
        raise Unreadable("address")
    rest = raw.rstrip(" .,")
    postcode = ""
    if found := _POSTCODE.match(rest):
        postcode, rest = found[1], rest[found.end() :]
    town, comma, after = rest.partition(",")
    if comma and not re.search(r"\d", town):
        rest = after.strip()
    elif postcode and (found := re.match(r"([^\W\d_]+)\s+(?=[^\W\d_])", rest)):
        town, rest = found[1], rest[found.end() :]
    else:
        town = ""
    return _with_street(Address(raw, postcode=postcode, town=town.strip()), rest)


def _with_street(place: Address, rest: str) -> Address:
    street = _STREET.fullmatch(rest)
    street_type = _STREET_TYPES.get(folded(street["type"])) if street else None
    if not street or not street_type:
        return place
    number = _NUMBER.fullmatch(street["rest"])
    if not number:
        return place
    tail = _TAIL.fullmatch(number["rest"].strip(" .,/"))
    if not tail:
        return place
    return Address(
        place.raw,
        postcode=place.postcode,
        town=place.town,
        street=street["name"].strip(),
        street_type=street_type,
        house_number=re.sub(r"\s+", "", number["number"]).upper(),
        building=(tail["building"] or "").upper(),
        stair=(tail["stair"] or "").upper(),
        floor=_floor(tail["floor"] or ""),
        door=(tail["door"] or "").upper().rstrip("."),
    )


_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}


def _floor(written: str) -> str:
    """``I.`` and ``1`` are the same floor; ``fsz``, ``fszt`` and ``földszint`` are the ground floor."""
    bare = written.rstrip(".").upper()
    if folded(bare) in ("fsz", "fszt", "foldszint"):
        return "fsz"
    if folded(bare) in ("mf", "mfsz", "mfszt", "magasfoldszint"):
        return "mf"
    return _ROMAN.get(bare, bare.lower() if bare.isalpha() else bare)


def assemble(
    *,
    postcode: object,
    town: object,
    street: object,
    street_type: object,
    house_number: object,
    within: Sequence[tuple[str, object]],
) -> Address:
    """An address whose parts stand in separate columns in; the same as from one cell out.

    ``within`` holds (word, cell) pairs of building, stair, floor and door. Refuses a missing house number.
    """
    if not text(street) or not text(house_number):
        raise Unreadable("address")
    number = text(house_number).rstrip(".")
    start = " ".join(part for part in (text(postcode), text(town) + "," if text(town) else "") if part)
    middle = " ".join(part for part in (text(street), text(street_type), f"{number}.") if part)
    end = " ".join(
        text(cell) if folded(word) in folded(cell).split() else f"{text(cell).rstrip('.')}. {word}"
        for word, cell in within
        if text(cell) not in ("", "-")
    )
    return parse(" ".join(part for part in (start, middle, end) if part))
