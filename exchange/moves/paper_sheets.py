"""One of the exchange's papers about one of our flats, as a sheet to print: facts, tables, the office's wording.

Other households are named only after every office has agreed to it, and what anybody owes stands on none of them: each
of these papers may come into the other household's hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.adverts import wording
from exchange.moves import applications, consents, identities, moving, paper_defaults, papers, seats
from exchange.moves.consents import Party
from exchange.moves.models import Application, Consent, MeterReading
from exchange.moves.papers import Kind, Text
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import policies
from exchange.pool.columns import Tenure
from exchange.pool.models import Leg, ProposedFlat
from kernel.money import format_forint
from shell.letters import Letterhead, sheets
from tenants import context
from tenants.registry.models import Office

LANGUAGE = "hu"
BLANK = "………………………………"
LIVES_THERE = frozenset({Consent.Role.TENANT, Consent.Role.JOINT_TENANT, Consent.Role.OWNER})


@dataclass(frozen=True)
class Known:
    """What a paper rests on, read once. `people` are whom we may name, by the places of their flats."""

    exchange: Exchange
    seat: OurSeat
    people: dict[int, dict[str, Any]]
    parties: Sequence[Party]
    application: Application | None
    record: dict[str, Any]
    on: date


def render(exchange: Exchange, seat: OurSeat, kind: str, *, on: date) -> bytes:
    """The paper as a PDF, in Hungarian, with the wording in force; its version stands in the reference line."""
    office = context.office()
    text = papers.in_force(kind)
    with translation.override(LANGUAGE):
        known = gathered(exchange, seat, on=on)
        values = worded(known)
        sheet = sheets.Sheet(
            office=Letterhead(office.name, office.postal_address, _reached_at(office)),
            reference=f"{exchange.proposal.number}/{seat.position} · {_version(text)}",
            date=date_format(on, "Y. F j."),
            title=papers.fill(text.title, values),
            facts=_facts(kind, values),
            tables=TABLES[Kind(kind)](known),
            paragraphs=papers.paragraphs(papers.fill(text.body, values)),
            signatures=_signatures(kind, known, values),
            legal_basis=paper_defaults.BASIS[kind],
        )  # fmt: skip
        return sheets.render(sheet)


def _version(text: Text) -> str:
    if not text.version:
        return _("text as shipped")
    return _("text version %(number)d") % {"number": text.version}


def gathered(exchange: Exchange, seat: OurSeat, *, on: date) -> Known:
    """Names of others are known to a paper only when every office has opened them."""
    is_open = exchange.is_open and seats.has_names(exchange.proposal.stage)
    everybody = identities.known(exchange)
    people = everybody if is_open else {seat.position: everybody[seat.position]}
    return Known(
        exchange, seat, people, consents.parties(seat), applications.of_seat(seat), moving.record_of(seat), on
    )  # fmt: skip


def worded(known: Known) -> dict[str, str]:
    """Every {word} that a paper can say."""
    seat, contract, handover = known.seat, known.record["contract"], known.record["handover"]
    office, proposal = context.office(), known.exchange.proposal
    return {
        "household": _household(known),
        "newcomer": _name(known, seat.comes) if seat.comes else _("the landlord"),
        "leaves": _described(known, seat.flat),
        "gets": _described(known, seat.gets) if seat.gets else _("– (the flat was empty)"),
        "monthly_cost": format_forint(seat.gets.monthly_cost or 0) if seat.gets else "–",
        "moves_on": _day(contract.moves_on if contract else None),
        "landlord_decision": _decision(known),
        "lawyer": contract.lawyer if contract and contract.lawyer else BLANK,
        "people": str(seat.advert.household_size),
        "ground": str(known.application.get_ground_display()) if known.application else BLANK,
        "handed_on": _day(handover.handed_on if handover else None),
        "keys": str(handover.keys) if handover else BLANK,
        "present": handover.present if handover else BLANK,
        "last_day": _day(proposal.expires_on),
        "decision_days": str(policies.of_office().decision_days),
        "number": proposal.number,
        "office": office.name,
        "contact": _reached_at(office) or office.postal_address or BLANK,
        "today": _day(known.on),
    }


def _reached_at(office: Office) -> str:
    return " · ".join(part for part in (office.phone, office.email) if part)


def _day(day: date | None) -> str:
    return date_format(day, "Y. F j.") if day else BLANK


def _household(known: Known) -> str:
    person = known.seat.advert.person
    if person is None:
        return _("the landlord (empty flat)")
    return ", ".join(one.name for one in known.parties if one.role in LIVES_THERE) or person.name


def _name(known: Known, flat: ProposedFlat) -> str:
    """Who leaves a flat, as far as this paper may say it."""
    if flat.position == known.seat.position:
        return _household(known)
    if flat.is_vacant:
        return _("the landlord (empty flat)")
    return str(known.people.get(flat.position, {}).get("name", "")) or _("the other household")


def _described(known: Known, flat: ProposedFlat) -> str:
    place = ", ".join(part for part in (flat.town, flat.district) if part)
    address = str(known.people.get(flat.position, {}).get("address", "")) or place
    size = _("%(rooms)s rooms, %(area)s m²") % {"rooms": wording.rooms(flat.half_rooms), "area": flat.area_m2}
    return f"{address}, {size}, {flat.get_comfort_display()}"


def _decision(known: Known) -> str:
    """What the landlord of our flat said; a condition's words are between it and its own tenant."""
    found = known.application
    if known.seat.flat.tenure != Tenure.TENANCY:
        return _("an owned flat: no landlord's consent is needed")
    if found is None:
        return _("the application is not filed yet")
    if not found.is_decided:
        return _("filed on %(day)s, to be decided by %(last)s") % {
            "day": _day(found.filed_on), "last": _day(found.decide_by),
        }  # fmt: skip
    by = {"who": found.decider, "day": _day(found.decided_on)}
    if found.outcome == Application.Outcome.REFUSED:
        return _("the landlord refused its consent (%(who)s, %(day)s)") % by
    if found.outcome == Application.Outcome.CONDITIONAL:
        return _("the landlord consented with a condition (%(who)s, %(day)s)") % by
    return _("the landlord consented (%(who)s, %(day)s)") % by


def _facts(kind: str, values: dict[str, str]) -> list[tuple[str, str]]:
    household = (_("Household"), values["household"])
    leaves, gets = (_("Leaves"), values["leaves"]), (_("Gets"), values["gets"])
    return {
        Kind.CONTRACT: [household, leaves, gets, (_("Day of the move"), values["moves_on"])],
        Kind.APPLICATION: [household, leaves, gets, (_("Ground"), values["ground"])],
        Kind.HANDOVER: [
            (_("Flat"), values["leaves"]), (_("Hands over"), values["household"]),
            (_("Takes over"), values["newcomer"]), (_("Handed over on"), values["handed_on"]),
            (_("Number of keys"), values["keys"]),
        ],
        Kind.RIGHTS: [household, leaves, gets, (_("Last day of this step"), values["last_day"])],
    }[Kind(kind)]  # fmt: skip


def _moves(known: Known) -> list[sheets.Table]:
    """Every flat of the exchange: who leaves it, who moves in, what it costs a month."""
    flats = {flat.listing_id: flat for flat in known.exchange.flats}
    legs = Leg.objects.filter(proposal=known.exchange.proposal)
    comes = {leg.flat_id: flats[leg.mover_id] for leg in legs}
    rows = [
        (
            _described(known, flat),
            _name(known, flat),
            _name(known, comes[flat.listing_id]) if flat.listing_id in comes else _("the landlord"),
            format_forint(flat.monthly_cost or 0),
        )
        for flat in known.exchange.flats
    ]
    columns = [_("Flat"), _("Leaves it"), _("Takes it over"), _("Cost a month")]
    return [sheets.Table(_("Flats and households"), columns, rows, [3], widths=[5, 3, 3, 2])]


def _consents_and_papers(known: Known) -> list[sheets.Table]:
    said = [(party.name, party.role_words, *_said(party)) for party in known.parties]
    columns = [_("Name"), _("Right"), _("Their statement"), _("On")]
    missing = set(known.application.missing_papers) if known.application else set(Application.Paper.values)
    is_owned = any(flat.tenure == Tenure.OWNERSHIP for flat in known.exchange.flats)
    listed = [
        (str(paper.label), _("to come") if paper.value in missing else _("enclosed"))
        for paper in Application.Paper
        if is_owned or paper != Application.Paper.TITLE_DEED
    ]
    return [
        sheets.Table(_("Who has a right to the flat"), columns, said, widths=[3, 3, 3, 3]),
        sheets.Table(_("Papers with the application"), [_("Paper"), ""], listed, widths=[5, 1]),
    ]


def _said(party: Party) -> tuple[str, str]:
    """What a party said last and when; what was said to another cost is asked again."""
    if party.said is None or party.is_stale or party.said.outcome == Consent.Outcome.WAITING:
        return BLANK, BLANK
    return str(party.said.get_outcome_display()), _day(party.said.given_on)


def _protocol(known: Known) -> list[sheets.Table]:
    """Meters and condition; before the keys the lines are empty, to be written on by hand."""
    handover = known.record["handover"]
    meters = (
        [(str(one.get_kind_display()), one.serial, f"{one.reading.normalize():f}".replace(".", ","))
         for one in handover.readings.all()]
        if handover
        else [(str(kind.label), "\n" + BLANK, "\n" + BLANK) for kind in MeterReading.Kind]
    )  # fmt: skip
    lines = "".join(["\n\n" + BLANK * 4] * 3)
    seen = [
        (_("Condition of the flat"), (handover.condition or "–") if handover else lines),
        (_("Defects"), (handover.defects or "–") if handover else lines),
    ]
    return [
        sheets.Table(_("Meters"), [_("Meter"), _("Meter number"), _("Reading")], meters, widths=[3, 3, 2]),
        sheets.Table(_("The flat"), ["", _("What was seen")], seen, widths=[1, 4]),
    ]


def _nothing(known: Known) -> list[sheets.Table]:
    return []


TABLES = {
    Kind.CONTRACT: _moves,
    Kind.APPLICATION: _consents_and_papers,
    Kind.HANDOVER: _protocol,
    Kind.RIGHTS: _nothing,
}


def _signatures(kind: str, known: Known, values: dict[str, str]) -> list[str]:
    """Who signs, each once."""
    giver = known.seat.gets if known.seat.gets != known.seat.comes else None
    others = [_name(known, giver)] if giver is not None else []
    found = {
        Kind.CONTRACT: [values["household"], values["newcomer"], *others, _("for the landlord")],
        Kind.APPLICATION: [one.name for one in known.parties if one.role in LIVES_THERE],
        Kind.HANDOVER: [values["household"], values["newcomer"], _("for the landlord")],
        Kind.RIGHTS: [_("I have got this page: %(household)s") % {"household": values["household"]}],
    }[Kind(kind)]
    return list(dict.fromkeys(found))
