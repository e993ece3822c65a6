"""The commands of `kuszob`, one module a topic, each a list called COMMANDS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

MODULES = ("offices", "service", "imports", "money", "reminders", "plans", "demo", "exchange", "calc")


class Unreadable(Exception):
    """Wrong usage or input that cannot be read: exit status 2."""


def no_arguments(parser: Any) -> None:
    """For commands without arguments of their own."""


@dataclass(frozen=True)
class Command:
    """One command. `run` gets the parsed options and returns what `--json` prints."""

    name: str
    help: str
    run: Callable[[Any], Any]
    arguments: Callable[[Any], None] = no_arguments
    describe: Callable[[Any], str] | None = None
    needs_services: bool = True
    as_owner: bool = False
    prepares: bool = True
    before: Callable[[], None] | None = None


def registered() -> Iterator[Command]:
    for module in MODULES:
        yield from import_module(f"project.commands.{module}").COMMANDS
