"""The simulator: the same luck for every policy, honest counting, and a chart that a browser can read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from exchange.matching import chart, population, simulation
from exchange.matching.population import Scenario
from exchange.matching.simulation import Policy
from project.commands import exchange as commands

SMALL = Scenario(weeks=6, households=40, arrivals=4, vacancies=1, seed=3)
SWAPS = Policy("swaps", 2, 0)
CHAINS = Policy("chains", 3, 3)


@pytest.fixture(scope="module")
def results():
    return {policy.name: simulation.simulate(SMALL, policy) for policy in (SWAPS, CHAINS)}


def test_the_same_seed_gives_the_same_figures(results):
    assert simulation.simulate(SMALL, CHAINS) == results["chains"]


def test_nobody_is_lost_and_nobody_moves_twice(results):
    came = sum(one.entry.wish is not None for week in range(SMALL.weeks) for one in population.arriving(SMALL, week))
    for result in results.values():
        left = came - result.moved[-1] - result.waiting
        assert 0 <= left <= came // 4  # one in a hundred a week gives up
        assert result.moved == sorted(result.moved) and result.relieved[-1] <= result.moved[-1]
        assert len(result.waited) == result.moved[-1] and min(result.waited, default=0) >= 0


def test_empty_flats_set_more_households_free(results):
    assert results["chains"].moved[-1] > results["swaps"].moved[-1]


def test_if_everybody_says_yes_nothing_falls_through():
    sure = simulation.simulate(Scenario(weeks=3, households=40, says_yes=(100, 100)), CHAINS)
    assert sure.proposals and not sure.fell_through


def test_if_nobody_says_yes_nobody_moves_and_nothing_is_proposed_twice():
    never = simulation.simulate(Scenario(weeks=4, households=30, arrivals=0, says_yes=(0, 0)), SWAPS)
    assert never.moved[-1] == 0 and never.fell_through == never.proposals


def test_about_four_want_larger_for_each_that_wants_smaller():
    people = [one.entry for one in population.arriving(Scenario(households=2_000), 0) if one.entry.wish]
    larger = sum((one.wish.half_rooms_min or 0) > one.home.half_rooms for one in people)
    assert 0.68 < larger / len(people) < 0.84
    arrears = [one for one in people if one.wish.in_arrears]
    assert sum((one.wish.half_rooms_max or 99) < one.home.half_rooms for one in arrears) > len(arrears) // 2


def test_odds_never_rise_with_the_number_of_households():
    state = simulation._State(SMALL, Policy("odds", 4, 3, True), simulation.Result(SWAPS))
    assert state.odds() == (70, 49, 34, 24)
    state.asked.update({1: 100, 2: 50, 3: 50})
    state.agreed.update({1: 60, 2: 20, 3: 45})
    assert state.odds() == (60, 40, 40, 12)


def test_the_chart_is_a_drawing_with_every_policy_named():
    drawn = chart.lines("Cím & <ő>", across="hét", up="háztartás", series={"2": [0, 3, 7], "3 <lánc>": [1, 4, 12]})
    root = ElementTree.fromstring(drawn)
    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert root.get("aria-label") == "Cím & <ő>" and {"2 (7)", "3 <lánc> (12)", "12"} <= set(texts)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == 2


@pytest.mark.parametrize(("highest", "step"), [(0, 1), (8, 1), (9, 2), (40, 5), (41, 10), (900, 200)])
def test_the_scale_is_round(highest, step):
    assert chart._step(highest) == step


def test_the_command_prints_a_table_and_writes_the_chart(tmp_path: Path, monkeypatch):
    import argparse

    monkeypatch.setattr(commands, "POLICIES", commands.POLICIES[:2])
    parser = argparse.ArgumentParser()
    commands._simulate_arguments(parser)
    file = tmp_path / "chart.svg"
    options = parser.parse_args(["--weeks", "3", "--households", "20", "--seed", "7", "--chart", str(file)])
    answer = commands.simulate(options)
    assert json.loads(json.dumps(answer)) == answer and len(answer["policies"]) == 2
    assert "the same luck" in commands._describe_simulation(answer) and file.read_text().startswith("<svg")
    for wrong in (["--weeks", "0"], ["--households", "-1"], ["--seed", "x"]):
        with pytest.raises(SystemExit) as refused:
            parser.parse_args(wrong)
        assert refused.value.code == 2
    options.chart = tmp_path / "nowhere" / "chart.svg"
    with pytest.raises(commands.Unreadable):
        commands.simulate(options)
