"""`kuszob …`: one command line for IT teams, clerks' files and the demo.

Exit status: 0 done, 1 refused or failed with one sentence, 2 wrong usage or unreadable input. With
`--json` standard output holds exactly one JSON object, `{"error": sentence}` when it went wrong;
everything else goes to standard error.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NoReturn

from project.commands import Command, Unreadable, registered


class WrongUsage(Exception):
    """The command line cannot be understood; holds argparse's sentence and the usage line."""

    def __init__(self, message: str, parser: argparse.ArgumentParser) -> None:
        super().__init__(f"{parser.prog}: {message}")
        self.text = f"{parser.format_usage()}{parser.prog}: error: {message}"


class Parser(argparse.ArgumentParser):
    """argparse that leaves it to `main` how a wrong usage is told."""

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(message, self)


def main(arguments: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    try:
        text = _answer(words)
    except KeyboardInterrupt:
        return 130
    except WrongUsage as wrong:
        return _refuse(str(wrong), 2, as_json=as_json, to_people=str(wrong) if as_json else wrong.text)
    except Exception as error:
        sentence, status = _told(error)
        return _refuse(sentence, status, as_json=as_json)
    if text is not None:
        print(text)
    return 0


def _answer(words: Sequence[str]) -> str | None:
    """Run the command; what standard output gets."""
    parser, commands = build_parser()
    options = parser.parse_args(words)
    command: Command = commands[options.command_name]
    with _surroundings(command):
        answer = command.run(options)
    if getattr(options, "json", False):
        return json.dumps(answer, ensure_ascii=False, default=str)
    if answer is None:
        return None
    return (
        command.describe(answer) if command.describe else json.dumps(answer, ensure_ascii=False, indent=2, default=str)
    )


def build_parser() -> tuple[argparse.ArgumentParser, dict[str, Command]]:
    parser = Parser(prog="kuszob", description="Küszöb – the housing offices' service")
    top = parser.add_subparsers(dest="command_name", required=True, metavar="COMMAND")
    commands: dict[str, Command] = {}
    groups: dict[str, Any] = {}
    for command in registered():
        *group, name = command.name.split()
        where = top
        if group:
            if group[0] not in groups:
                groups[group[0]] = top.add_parser(group[0], help=f"{group[0]} commands").add_subparsers(
                    required=True, metavar="COMMAND"
                )
            where = groups[group[0]]
        sub = where.add_parser(name, help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(command_name=command.name)
        commands[command.name] = command
    return parser, commands


def _surroundings(command: Command) -> Any:
    if command.before:
        command.before()
    if not command.needs_services:
        return nullcontext()
    from project.prepared import surroundings

    return surroundings(as_owner=command.as_owner, prepare=command.prepares)


def _told(error: Exception) -> tuple[str, int]:
    """The sentence for people, and 2 for unreadable input, 1 for a refusal or a fault."""
    if isinstance(error, Unreadable):
        return str(error), 2
    if _is_refusal(error):
        return str(error), 1
    first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
    if _is_of_the_database(error):
        return f"The database did not do what was asked: {first_line}", 1
    if isinstance(error, OSError):
        return f"The system did not do what was asked: {first_line}", 1
    logging.getLogger(__name__).error("A command failed.", exc_info=error)
    return f"The command failed for a reason that was not foreseen ({type(error).__name__}: {first_line}).", 1


def _is_refusal(error: Exception) -> bool:
    from project.embedded.place import CannotStart

    if isinstance(error, CannotStart):
        return True
    if "django" not in sys.modules:
        return False
    from django.core.exceptions import ImproperlyConfigured

    from kernel.refusal import Refused

    return isinstance(error, Refused | ImproperlyConfigured)


def _is_of_the_database(error: Exception) -> bool:
    import psycopg

    if isinstance(error, psycopg.Error):
        return True
    if "django" not in sys.modules:
        return False
    from django.db import Error

    return isinstance(error, Error)


def _refuse(sentence: str, status: int, *, as_json: bool, to_people: str = "") -> int:
    print(to_people or sentence, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    return status


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    sys.exit(main())
