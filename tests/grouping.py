"""Tests of one `xdist_group` go to one worker: the marker's own way no longer reaches the scheduler from pytest 9.2 on."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
GROUP = re.compile(r'^pytestmark = .*xdist_group\("(\w+)"\)', re.MULTILINE)


@cache
def group_of(module: str) -> str:
    """The group that a test module names, or an empty string."""
    found = GROUP.search((ROOT / module).read_text())
    return found[1] if found else ""


class Grouping(LoadScopeScheduling):
    """A module's group is one scope; every other test is a scope of its own."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.split("::", 1)[0]) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Grouping | None:
    return Grouping(config, log) if config.getvalue("dist") == "loadgroup" else None
