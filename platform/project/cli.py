"""`kuszob …`: one command line for IT teams, clerks' files and the demo.

Exit status: 0 done, 1 refused with one sentence, 2 wrong usage or unreadable input. With `--json`
standard output holds exactly one JSON object; everything else goes to standard error.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from project.commands import Command, Unreadable, registered


def main(arguments: Sequence[str] | None = None) -> int:
    parser, commands = build_parser()
    options = parser.parse_args(arguments)
    command: Command = commands[options.command_name]
    try:
        with _surroundings(command):
            answer = command.run(options)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        status = _status_of(error)
        if status is None:
            raise
        return _refuse(str(error), status, as_json=getattr(options, "json", False))
    if getattr(options, "json", False):
        print(json.dumps(answer, ensure_ascii=False, default=str))
    elif answer is not None:
        print(
            command.describe(answer)
            if command.describe
            else json.dumps(answer, ensure_ascii=False, indent=2, default=str)
        )
    return 0


def build_parser() -> tuple[argparse.ArgumentParser, dict[str, Command]]:
    parser = argparse.ArgumentParser(prog="kuszob", description="Küszöb – the housing offices' service")
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


def _status_of(error: Exception) -> int | None:
    """2 for unreadable input, 1 for a refusal, None for a fault of ours."""
    if isinstance(error, Unreadable):
        return 2
    from project.embedded.place import CannotStart

    if isinstance(error, CannotStart):
        return 1
    if "django" in sys.modules:
        from django.core.exceptions import ImproperlyConfigured

        from kernel.refusal import Refused

        if isinstance(error, Refused | ImproperlyConfigured):
            return 1
    return None


def _refuse(sentence: str, status: int, *, as_json: bool) -> int:
    print(sentence, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    return status


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    sys.exit(main())
