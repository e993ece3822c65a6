"""Whose servers a command uses: all of your own, or the embedded ones, which nobody stops under another."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project.embedded import place
from project.embedded.launcher import services
from project.embedded.place import CannotStart

ROOT = Path(__file__).resolve().parents[2]
PROFILE = "test-launcher"
URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
USER = f"""
import os, sys, psycopg
from project.embedded.launcher import services
with services({PROFILE!r}):
    print("inside", flush=True)
    for line in sys.stdin:
        psycopg.connect(os.environ["DATABASE_OWNER_URL"]).execute("SELECT 1")
        print("answered", flush=True)
"""

HALVES = [
    # what is named, for an owner's command, how that is refused
    ({"DATABASE_URL"}, False, "named: DATABASE_URL; missing: REDIS_URL"),
    ({"REDIS_URL"}, False, "named: REDIS_URL; missing: DATABASE_URL"),
    ({"DATABASE_URL", "REDIS_URL"}, True, "named: DATABASE_URL, REDIS_URL; missing: DATABASE_OWNER_URL"),
    ({"DATABASE_OWNER_URL"}, False, "named: DATABASE_OWNER_URL; missing: DATABASE_URL, REDIS_URL"),
]


@pytest.mark.parametrize(("named", "as_owner", "sentence"), HALVES)
def test_half_of_the_servers_is_refused_with_a_sentence(monkeypatch, named, as_owner, sentence):
    for name in URLS:
        monkeypatch.delenv(name, raising=False)
    for name in named:
        monkeypatch.setenv(name, "x")
    with pytest.raises(CannotStart, match=sentence), services(PROFILE, as_owner=as_owner):
        pass


@pytest.mark.parametrize("as_owner", [False, True])
def test_servers_of_your_own_are_used_as_they_are(monkeypatch, as_owner):
    for name in URLS[: 3 if as_owner else 1] + URLS[2:]:
        monkeypatch.setenv(name, "x")
    with services(PROFILE, as_owner=as_owner):
        assert os.environ["DATABASE_URL"] == "x"


@pytest.fixture
def user():
    """Start a process that uses the embedded servers until it is told to end."""
    started = []

    def start() -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in {*URLS, "KUSZOB_EMBEDDED"}}
        process = subprocess.Popen(
            [sys.executable, "-c", USER], env=environment, cwd=ROOT, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        assert process.stdout.readline() == "inside\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    shutil.rmtree(place.find(PROFILE).root)


def test_who_started_the_servers_waits_for_who_joined(user):
    starter, joined = user(), user()
    starter.stdin.close()
    assert starter.stderr.readline().startswith("Another command still uses the servers")
    assert starter.poll() is None

    joined.stdin.write("ask\n")
    assert joined.stdout.readline() == "answered\n"

    joined.stdin.close()
    assert (joined.wait(20), starter.wait(20)) == (0, 0)
    assert (joined.stderr.read(), starter.stderr.read()) == ("", "")
    again = user()
    again.stdin.close()
    assert again.wait(20) == 0
    assert again.stderr.read() == ""
