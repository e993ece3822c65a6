"""Neutral instances are read strictly: one sentence for whatever is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from exchange.matching import instances
from exchange.matching.instances import MalformedInstance
from exchange.matching.problem import Solution

SOUND: dict[str, Any] = {
    "name": "small",
    "k": 3,
    "chains": {"max_moves": 2, "vacancies": [2]},
    "offer_fields": ["id", "arrears", "cost", "affordable", "vacant"],
    "offers": [[0, 1, 300, 200, 0], [1, 0, 150, 400, 0], [2, 0, 100, 0, 1]],
    "arcs": [[0, 1, 40], [1, 0, 100], [1, 2, 1]],
}

Change = Callable[[dict[str, Any]], object]
CHANGES: list[tuple[Change, str]] = [
    (lambda d: d.pop("k"), "Field k is missing from the instance."),
    (lambda d: d.pop("offers"), "Field offers is missing from the instance."),
    (lambda d: d.pop("arcs"), "Field arcs is missing from the instance."),
    (lambda d: d.pop("chains"), "Field chains is missing from the instance."),
    (lambda d: d.pop("offer_fields"), "Field offer_fields is missing from the instance."),
    (lambda d: d["chains"].pop("max_moves"), "Field max_moves is missing from chains."),
    (lambda d: d["chains"].pop("vacancies"), "Field vacancies is missing from chains."),
    (lambda d: d.update(name=5), "Field name must be text, not a whole number."),
    (lambda d: d.update(k=1), "Field k must be at least 2, not 1."),
    (lambda d: d.update(k=True), "Field k must be a whole number, not a boolean."),
    (lambda d: d.update(k=3.0), "Field k must be a whole number, not a decimal number."),
    (lambda d: d.update(k=None), "Field k must be a whole number, not null."),
    (lambda d: d.update(k=2**70), f"Field k must lie between -{2**40} and {2**40}."),
    (lambda d: d.update(chains=[]), "Field chains must be an object, not a list."),
    (lambda d: d["chains"].update(max_moves=-1), "Field chains.max_moves must not be negative, but is -1."),
    (lambda d: d["chains"].update(vacancies=[3]), "Vacancy 3 is not the id of any offer."),
    (lambda d: d["chains"].update(vacancies=[-1]), "Vacancy -1 is not the id of any offer."),
    (lambda d: d["chains"].update(vacancies=[0]), "Vacancy 0 names an offer that is not flagged vacant."),
    (lambda d: d["chains"].update(vacancies=[2, 2]), "Vacancy 2 is listed twice in chains.vacancies."),
    (
        lambda d: d["chains"].update(vacancies=["2"]),
        "Field chains.vacancies[0] must be a whole number, not text.",
    ),
    (lambda d: d["offer_fields"].pop(), f"Field offer_fields must be {json.dumps(instances.OFFER_FIELDS)}."),
    (lambda d: d.update(offers={}), "Field offers must be a list, not an object."),
    (lambda d: d["offers"].__setitem__(0, 7), "Field offers[0] must be a list, not a whole number."),
    (
        lambda d: d["offers"][0].pop(),
        "Offer 0 must have 5 fields (id, arrears, cost, affordable, vacant), not 4.",
    ),
    (lambda d: d["offers"][1].__setitem__(0, 5), "Offer 1 has id 5; ids must run from 0 in order."),
    (lambda d: d["offers"][1].__setitem__(1, 2), "Field arrears of offer 1 must be 0 or 1, not 2."),
    (
        lambda d: d["offers"][1].__setitem__(1, False),
        "Field arrears of offer 1 must be a whole number, not a boolean.",
    ),
    (lambda d: d["offers"][1].__setitem__(2, -5), "Field cost of offer 1 must not be negative, but is -5."),
    (
        lambda d: d["offers"][1].__setitem__(3, 0.5),
        "Field affordable of offer 1 must be a whole number, not a decimal number.",
    ),
    (
        lambda d: d["offers"][1].__setitem__(4, "no"),
        "Field vacant of offer 1 must be a whole number, not text.",
    ),
    (lambda d: d["arcs"].append([0, 2]), "Arc 3 must have 3 fields (from, to, weight), not 2."),
    (lambda d: d["arcs"].append([0, 3, 5]), "Arc 3 goes to offer 3, which does not exist."),
    (lambda d: d["arcs"].append([-1, 0, 5]), "Arc 3 goes from offer -1, which does not exist."),
    (lambda d: d["arcs"].append([0, 0, 5]), "Arc 3 goes from offer 0 to itself."),
    (lambda d: d["arcs"].append([2, 0, 5]), "Arc 3 goes from offer 2, which is vacant."),
    (lambda d: d["arcs"].append([0, 2, 0]), "Arc 3 from 0 to 2 has weight 0, which lies outside 1 to 100."),
    (
        lambda d: d["arcs"].append([0, 2, 101]),
        "Arc 3 from 0 to 2 has weight 101, which lies outside 1 to 100.",
    ),
    (lambda d: d["arcs"].append([0, 1, 41]), "Arc 3 from 0 to 1 is listed twice."),
    (lambda d: d["arcs"].append([0, True, 5]), "Field to of arc 3 must be a whole number, not a boolean."),
]

TEXTS = [
    ("", "The instance is not valid JSON: Expecting value at line 1, column 1."),
    ('{"k": 3', "The instance is not valid JSON: Expecting ',' delimiter at line 1, column 8."),
    ("[]", "The instance must be an object, not a list."),
    ("null", "The instance must be an object, not null."),
    ('{"k": NaN}', "The instance contains NaN, which is not a JSON number."),
    ('{"k": -Infinity}', "The instance contains -Infinity, which is not a JSON number."),
    (b"\xff\xfe\xfa", None),
    (b'{"k": "\xff"}', "The instance is not UTF-8 text: byte 7 is invalid."),
    ("[" * 200_000, None),
    ('{"k": ' + "9" * 5_000 + "}", None),
]


def test_sound_instance_is_read_whole() -> None:
    problem = instances.read(json.dumps(SOUND))

    assert (problem.longest_cycle, problem.max_moves, problem.vacancies) == (3, 2, (2,))
    assert [offer.vacant for offer in problem.offers] == [False, False, True]
    assert (problem.offers[0].arrears, problem.offers[0].cost, problem.offers[0].affordable) == (
        True,
        300,
        200,
    )
    assert problem.arcs.weight.tolist() == [40, 100, 1]


@pytest.mark.parametrize(("change", "sentence"), CHANGES, ids=[sentence for _, sentence in CHANGES])
def test_malformed_instance_is_answered_with_one_sentence(change: Change, sentence: str) -> None:
    document = copy.deepcopy(SOUND)
    change(document)

    with pytest.raises(MalformedInstance) as refusal:
        instances.read(json.dumps(document))

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(("text", "sentence"), TEXTS, ids=range(len(TEXTS)))
def test_text_that_is_no_instance_is_answered_with_one_sentence(text: str | bytes, sentence: str | None) -> None:
    with pytest.raises(MalformedInstance) as refusal:
        instances.read(text)

    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith("The instance ")
    assert sentence is None or str(refusal.value) == sentence


def test_solution_is_written_with_exactly_its_fields() -> None:
    solution = Solution(((0, 1),), ((2, 3),), 3, 1, 80, True, {"relieved": 1, "moved": 3, "weight": 80}, 0.5)

    assert json.loads(json.dumps(instances.as_dict(solution))) == {
        "moved": 3,
        "relieved": 1,
        "weight": 80,
        "cycles": [[0, 1]],
        "chains": [[2, 3]],
        "optimal": True,
        "bound": {"relieved": 1, "moved": 3, "weight": 80},
        "seconds": 0.5,
    }
