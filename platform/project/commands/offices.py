"""`kuszob office …`: the fleet."""

import argparse
from pathlib import Path
from typing import Any

from project.commands import Command, Unreadable


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", help="short name: lower-case letters, digits, hyphens")
    parser.add_argument("--name", required=True, help="the office's name as it appears on letters")
    parser.add_argument("--domain", default="", help="its host name; otherwise SLUG.<bare host>")
    parser.add_argument("--iban", default="", help="its bank account")
    parser.add_argument("--json", action="store_true")


def open_office(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry import opening

    office = opening.open_office(slug=options.slug, name=options.name, domain=options.domain, iban=options.iban)
    return _shape(office)


def list_offices(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry.models import Office

    return {"offices": [_shape(office) for office in Office.objects.prefetch_related("domains").order_by("slug")]}


def _shape(office: Any) -> dict[str, Any]:
    return {
        "slug": office.slug,
        "name": office.name,
        "status": office.status,
        "domains": [domain.domain for domain in office.domains.all()],
    }


def _slug_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug")
    parser.add_argument("--reason", default="")
    parser.add_argument("--json", action="store_true")


def suspend(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry import opening

    opening.suspend(opening.find(options.slug), reason=options.reason)
    return _shape(opening.find(options.slug))


def resume(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry import opening

    opening.resume(opening.find(options.slug))
    return _shape(opening.find(options.slug))


def _letterhead_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug")
    parser.add_argument("--address", default="", help="postal address on letters")
    parser.add_argument("--phone", default="")
    parser.add_argument("--email", default="")
    parser.add_argument("--bic", default="", help="bank code, needed for the payment QR")
    parser.add_argument("--json", action="store_true")


def letterhead(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry import opening

    opening.set_letterhead(
        opening.find(options.slug),
        postal_address=options.address,
        phone=options.phone,
        email=options.email,
        bic=options.bic,
    )
    return _shape(opening.find(options.slug))


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug")
    parser.add_argument("file", help="the new backup file")
    parser.add_argument("--json", action="store_true")


def back_up(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry import backup, opening

    path = Path(options.file)
    if path.exists():
        raise Unreadable(f"The file {path} exists already: choose another name, a backup never overwrites one.")
    manifest = backup.backup(opening.find(options.slug), path)
    return {
        "file": str(path),
        "sha256": manifest["sha256"],
        "tables": len(manifest["tables"]),
        "rows": sum(int(table["rows"]) for table in manifest["tables"].values()),
    }


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--replace", action="store_true", help="put the backup in the place of an office that is open")
    parser.add_argument("--json", action="store_true")


def restore(options: argparse.Namespace) -> dict[str, Any]:
    from tenants.registry import backup, opening

    path = Path(options.file)
    if not path.is_file():
        raise Unreadable(f"There is no file {path}: check its name.")
    return _shape(opening.find(backup.restore(path, replace=options.replace).slug))


def _json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _describe_list(answer: dict[str, Any]) -> str:
    rows = [
        f"{one['slug']:<14} {one['status']:<10} {one['name']}  {', '.join(one['domains'])}" for one in answer["offices"]
    ]
    return "\n".join(rows) or "No office is open yet: kuszob office open SLUG --name NAME"


def _describe_backup(answer: dict[str, Any]) -> str:
    return f"{answer['rows']} rows of {answer['tables']} tables in {answer['file']} (SHA-256 {answer['sha256']})"


def _describe_one(answer: dict[str, Any]) -> str:
    return f"{answer['name']} is {answer['status']}: {', '.join(answer['domains'])}"


COMMANDS = [
    Command("office open", "open an office", open_office, _open_arguments, _describe_one, as_owner=True),
    Command(
        "office letterhead",
        "what stands on its letters",
        letterhead,
        _letterhead_arguments,
        _describe_one,
        as_owner=True,
    ),
    Command("office list", "list the offices", list_offices, _json_argument, _describe_list),
    Command(
        "office backup", "write an office into a file", back_up, _backup_arguments, _describe_backup, as_owner=True
    ),
    Command("office restore", "bring an office back", restore, _restore_arguments, _describe_one, as_owner=True),
    Command("office suspend", "shut an office's doors", suspend, _slug_arguments, _describe_one, as_owner=True),
    Command(
        "office resume",
        "open a suspended office's doors",
        resume,
        _slug_arguments,
        _describe_one,
        as_owner=True,
    ),
]
