"""The command line's manners: one JSON object whatever happens, one sentence for people, an honest exit status."""

import json

import pytest
from django.db import OperationalError

from kernel.refusal import Refused
from project import cli
from project.commands import Command, Unreadable

WRONG_USAGES = {
    "unknown command": ["sing", "--json"],
    "unknown part of a group": ["office", "sing", "--json"],
    "unknown option": ["office", "list", "--loud", "--json"],
    "missing argument": ["office", "open", "elder", "--json"],
    "nothing but the option": ["--json"],
}


def fails_with(error: Exception):
    def run(options):
        raise error

    return run


@pytest.fixture
def command(monkeypatch):
    """Register one command of ours, `try [--json]`, that needs no services."""

    def register(run):
        ours = Command(
            "try", "try", run, lambda parser: parser.add_argument("--json", action="store_true"), needs_services=False
        )
        monkeypatch.setattr(cli, "registered", lambda: iter([ours]))

    return register


@pytest.mark.parametrize("words", WRONG_USAGES.values(), ids=WRONG_USAGES.keys())
def test_wrong_usage_with_json_is_one_object_and_two(capsys, words):
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert list(answer) == ["error"]
    assert out.count("\n") == 1
    assert answer["error"] in err


@pytest.mark.parametrize("words", WRONG_USAGES.values(), ids=WRONG_USAGES.keys())
def test_wrong_usage_without_json_is_argparse_s_own_text(capsys, words):
    words = [word for word in words if word != "--json"]
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: kuszob")
    assert ": error: " in err.splitlines()[-1]


FAULTS = {
    "refusal": (Refused("Say which office."), 1, "Say which office."),
    "unreadable": (Unreadable("The file is empty."), 2, "The file is empty."),
    "file": (
        FileNotFoundError(2, "No such file or directory", "/nowhere.csv"),
        1,
        "The system did not do what was asked: [Errno 2] No such file or directory: '/nowhere.csv'",
    ),
    "database": (
        OperationalError("the connection is lost\nDETAIL: gone"),
        1,
        "The database did not do what was asked: the connection is lost",
    ),
    "fault of ours": (
        ZeroDivisionError("division by zero"),
        1,
        "The command failed for a reason that was not foreseen (ZeroDivisionError: division by zero).",
    ),
}


@pytest.mark.parametrize(("error", "status", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_every_failure_is_a_sentence_and_with_json_one_object(capsys, command, error, status, sentence):
    command(fails_with(error))
    assert cli.main(["try"]) == status
    out, err = capsys.readouterr()
    assert (out, err) == ("", sentence + "\n")

    assert cli.main(["try", "--json"]) == status
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": sentence}
    assert err == sentence + "\n"


def test_only_a_fault_of_ours_leaves_a_traceback(caplog, command):
    command(fails_with(ZeroDivisionError("division by zero")))
    cli.main(["try", "--json"])
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]

    caplog.clear()
    command(fails_with(OperationalError("gone")))
    cli.main(["try", "--json"])
    assert caplog.records == []


def test_what_went_well_is_one_object(capsys, command):
    command(lambda options: {"town": "Pécs"})
    assert cli.main(["try", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"town": "Pécs"}
