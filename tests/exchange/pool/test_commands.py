"""`kuszob exchange solve` and `kuszob exchange run`, as a person types them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.pool import clearing
from project import cli
from tenants import context
from tests.exchange.pool import cast

SAMPLES = Path(__file__).parents[2] / "data" / "exchange"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())


def solve(*arguments):
    command = [sys.executable, "-m", "project.cli", "exchange", "solve", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["s1_two_or_three", "s2_vacancy_chain", "s3_flats_300_k4_chains"])
def test_samples_are_solved_to_their_proven_best(name):
    answer = solve(SAMPLES / f"{name}.json", "--json")

    found = json.loads(answer.stdout)
    best = EXPECTED[name]["relieved_then_moved_then_fit"]
    assert (answer.returncode, found["optimal"]) == (0, True)
    assert [found["relieved"], found["moved"], found["weight"]] == list(
        best.values() if isinstance(best, dict) else best
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"k": 1}', '{"k": 2, "offer_fields": [], "offers": [], "arcs": [], "chains": {}}']
)
def test_a_malformed_instance_is_one_sentence_and_status_2(tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text)
    answer = solve(path, "--json")

    assert answer.returncode == 2
    assert len(answer.stderr.strip().splitlines()) == 1
    assert set(json.loads(answer.stdout)) == {"error"}


def test_a_missing_file_is_status_2(tmp_path):
    answer = solve(tmp_path / "none.json")

    assert (answer.returncode, len(answer.stderr.strip().splitlines())) == (2, 1)


def test_solving_needs_neither_a_server_nor_django():
    code = (
        "import sys; from project.cli import main; status = main(sys.argv[1:]); "
        "assert 'django' not in sys.modules; sys.exit(status)"
    )
    command = [sys.executable, "-c", code, "exchange", "solve", str(SAMPLES / "s1_two_or_three.json"), "--json"]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_run_of_a_date_says_what_it_found(alder_office, monkeypatch, capsys):
    from contextlib import nullcontext

    monkeypatch.setattr(cli, "_surroundings", lambda command: nullcontext())
    with context.entered(alder_office):
        cast.open_places()
        cast.listing(area_m2=80, wish_area_max=50)
        cast.listing(area_m2=40, wish_area_min=70)
    first = cli.main(["exchange", "run", "--on", "2026-11-23", "--json"])
    found = json.loads(capsys.readouterr().out)

    seconds = found.pop("seconds")
    assert first == 0
    assert seconds >= 0
    assert found == {
        "business_date": "2026-11-23",
        "listings": 2,
        "proposals": {"2": 1, "3": 0, "4": 0},
        "chains": 0,
        "towns": ["Égervár"],
        "moved": 2,
        "relieved": 0,
        "optimal": True,
    }
    assert clearing.run(on=cast.TODAY).moved == 2


def test_the_pools_policy_is_shown_and_set(db, monkeypatch, capsys):
    from contextlib import nullcontext

    monkeypatch.setattr(cli, "_surroundings", lambda command: nullcontext())
    assert cli.main(["exchange", "policy", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"longest_cycle": 4, "most_moves": 3, "counts_odds": False}
    assert cli.main(["exchange", "policy", "--longest-cycle", "3", "--counts-odds", "yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"longest_cycle": 3, "most_moves": 3, "counts_odds": True}
    assert cli.main(["exchange", "policy", "--longest-cycle", "9", "--json"]) == 1
