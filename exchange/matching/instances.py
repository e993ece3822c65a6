"""Clearing problems as neutral JSON, so that any solver can be compared on them; and solutions written back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn

from exchange.matching.problem import Arcs, Offer, Problem, Solution

OFFER_FIELDS = ["id", "arrears", "cost", "affordable", "vacant"]
ARC_FIELDS = 3
SHORTEST_CYCLE = 2
LIGHTEST, HEAVIEST = 1, 100
# Whole numbers beyond this would not fit the 64-bit columns in which the engine counts.
LARGEST = 2**40


class MalformedInstance(Exception):
    """The instance breaks the format; the message is one sentence that says what is wrong and where."""


def read(text: str | bytes) -> Problem:
    """The problem written in `text` (JSON, UTF-8); raises MalformedInstance at the first thing wrong."""
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise MalformedInstance(f"The instance is not UTF-8 text: byte {error.start} is invalid.") from None
    except json.JSONDecodeError as error:
        raise MalformedInstance(
            f"The instance is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except ValueError as error:
        # A number with thousands of digits, which Python refuses to convert.
        raise MalformedInstance(f"The instance contains an unreadable number: {error}.") from None
    except RecursionError:
        raise MalformedInstance("The instance is nested too deeply.") from None
    return parse(document)


def parse(document: object) -> Problem:
    """The problem in a decoded JSON document; raises MalformedInstance at the first thing wrong."""
    if not isinstance(document, dict):
        raise MalformedInstance(f"The instance must be an object, not {_kind(document)}.")
    if "name" in document and not isinstance(document["name"], str):
        raise MalformedInstance(f"Field name must be text, not {_kind(document['name'])}.")
    longest = _whole(_field(document, "k", "the instance"), "k")
    if longest < SHORTEST_CYCLE:
        raise MalformedInstance(f"Field k must be at least {SHORTEST_CYCLE}, not {longest}.")
    named = _sequence(_field(document, "offer_fields", "the instance"), "offer_fields")
    if named != OFFER_FIELDS:
        raise MalformedInstance(f"Field offer_fields must be {json.dumps(OFFER_FIELDS)}.")
    rows = _sequence(_field(document, "offers", "the instance"), "offers")
    offers = tuple(_offer(row, number) for number, row in enumerate(rows))
    max_moves, vacancies = _chains(_field(document, "chains", "the instance"), offers)
    arcs = _arcs(_sequence(_field(document, "arcs", "the instance"), "arcs"), offers)
    return Problem(offers, arcs, longest, max_moves, vacancies)


def as_dict(solution: Solution) -> dict[str, object]:
    """The solution as plain JSON values; a chain starts with its vacant flat, bound is as in Solution."""
    return {
        "moved": solution.moved,
        "relieved": solution.relieved,
        "weight": solution.weight,
        "cycles": [list(cycle) for cycle in solution.cycles],
        "chains": [list(chain) for chain in solution.chains],
        "optimal": solution.optimal,
        "bound": dict(solution.bound),
        "seconds": solution.seconds,
    }


def _no_constant(name: str) -> NoReturn:
    raise MalformedInstance(f"The instance contains {name}, which is not a JSON number.")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names: Mapping[type, str] = {bool: "a boolean", int: "a whole number", float: "a decimal number"}
    names = {**names, str: "text", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def _field(document: Mapping[str, object], name: str, where: str) -> object:
    if name not in document:
        raise MalformedInstance(f"Field {name} is missing from {where}.")
    return document[name]


def _sequence(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise MalformedInstance(f"Field {where} must be a list, not {_kind(value)}.")
    return value


def _whole(value: object, where: str) -> int:
    # A boolean is an int to Python, but true is not a number here.
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedInstance(f"Field {where} must be a whole number, not {_kind(value)}.")
    if not -LARGEST <= value <= LARGEST:
        raise MalformedInstance(f"Field {where} must lie between -{LARGEST} and {LARGEST}.")
    return value


def _flag(value: object, where: str) -> bool:
    number = _whole(value, where)
    if number not in (0, 1):
        raise MalformedInstance(f"Field {where} must be 0 or 1, not {number}.")
    return number == 1


def _offer(row: object, number: int) -> Offer:
    fields = _sequence(row, f"offers[{number}]")
    if len(fields) != len(OFFER_FIELDS):
        raise MalformedInstance(
            f"Offer {number} must have {len(OFFER_FIELDS)} fields ({', '.join(OFFER_FIELDS)}), not {len(fields)}."
        )
    where = [f"{name} of offer {number}" for name in OFFER_FIELDS]
    identity = _whole(fields[0], where[0])
    if identity != number:
        raise MalformedInstance(f"Offer {number} has id {identity}; ids must run from 0 in order.")
    cost, affordable = _whole(fields[2], where[2]), _whole(fields[3], where[3])
    if cost < 0:
        raise MalformedInstance(f"Field {where[2]} must not be negative, but is {cost}.")
    return Offer(_flag(fields[1], where[1]), cost, affordable, _flag(fields[4], where[4]))


def _chains(value: object, offers: tuple[Offer, ...]) -> tuple[int, tuple[int, ...]]:
    if not isinstance(value, dict):
        raise MalformedInstance(f"Field chains must be an object, not {_kind(value)}.")
    max_moves = _whole(_field(value, "max_moves", "chains"), "chains.max_moves")
    if max_moves < 0:
        raise MalformedInstance(f"Field chains.max_moves must not be negative, but is {max_moves}.")
    vacancies: list[int] = []
    seen: set[int] = set()
    for number, entry in enumerate(_sequence(_field(value, "vacancies", "chains"), "chains.vacancies")):
        identity = _whole(entry, f"chains.vacancies[{number}]")
        if not 0 <= identity < len(offers):
            raise MalformedInstance(f"Vacancy {identity} is not the id of any offer.")
        if not offers[identity].vacant:
            raise MalformedInstance(f"Vacancy {identity} names an offer that is not flagged vacant.")
        if identity in seen:
            raise MalformedInstance(f"Vacancy {identity} is listed twice in chains.vacancies.")
        seen.add(identity)
        vacancies.append(identity)
    return max_moves, tuple(vacancies)


def _arcs(rows: list[object], offers: tuple[Offer, ...]) -> Arcs:
    table: list[tuple[int, int, int]] = []
    seen: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        fields = _sequence(row, f"arcs[{number}]")
        if len(fields) != ARC_FIELDS:
            raise MalformedInstance(
                f"Arc {number} must have {ARC_FIELDS} fields (from, to, weight), not {len(fields)}."
            )
        source = _whole(fields[0], f"from of arc {number}")
        target = _whole(fields[1], f"to of arc {number}")
        weight = _whole(fields[2], f"weight of arc {number}")
        for end, identity in (("from", source), ("to", target)):
            if not 0 <= identity < len(offers):
                raise MalformedInstance(f"Arc {number} goes {end} offer {identity}, which does not exist.")
        if source == target:
            raise MalformedInstance(f"Arc {number} goes from offer {source} to itself.")
        if offers[source].vacant:
            raise MalformedInstance(f"Arc {number} goes from offer {source}, which is vacant.")
        if not LIGHTEST <= weight <= HEAVIEST:
            raise MalformedInstance(
                f"Arc {number} from {source} to {target} has weight {weight}, "
                f"which lies outside {LIGHTEST} to {HEAVIEST}."
            )
        if (source, target) in seen:
            raise MalformedInstance(f"Arc {number} from {source} to {target} is listed twice.")
        seen.add((source, target))
        table.append((source, target, weight))
    return Arcs.of(table)
