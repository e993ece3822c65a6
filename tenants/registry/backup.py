"""One office into one file and back, checked to the last row before anything is given up.

The file is a tar of `manifest.json` and `dump` (pg_dump's own format of the office's schema). The
manifest holds the dump's SHA-256, and for every table its number of rows and a sum over them, taken
in the same snapshot as the dump.
"""

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from kernel.refusal import Refused
from tenants.registry import grants, snapshot
from tenants.registry.models import BankAccount, Domain, Office

FORMAT = 1
LONGEST_MANIFEST = 5_000_000


class CannotRestore(Refused):
    """The backup cannot be restored; nothing was changed."""


def backup(office: Office, path: Path) -> dict[str, Any]:
    """Write the office into a new file at `path`; returns the manifest. Owner's work."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, connection.owner(), _one_snapshot():  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot_id,) = cursor.fetchone()
        tables = checksums(office.schema_name)
        dump = Path(folder) / "dump"
        _run("pg_dump", "--format=custom", f"--schema={office.schema_name}", f"--snapshot={snapshot_id}",
             "--no-owner", f"--file={dump}")  # fmt: skip
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "office": _office_facts(office),
            "migrations": _migrations(office.schema_name),
            "tables": tables,
            "sequences": _sequences(office.schema_name),
            "sha256": _sha256(dump),
        }
        written = Path(folder) / "manifest.json"
        written.write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
        unfinished = path.with_name(path.name + ".part")
        with tarfile.open(unfinished, "w") as archive:
            archive.add(written, "manifest.json")
            archive.add(dump, "dump")
        unfinished.rename(path)
    return manifest


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """A transaction whose first statement is still to come: the role is taken before it begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with transaction.atomic():
        yield


def restore(path: Path, *, replace: bool = False) -> Office:
    """Bring an office back from its file. Owner's work.

    Refuses a damaged or unknown file, a host or account that another office has meanwhile, and,
    without `replace`, an office that is still open. What is there is given up only after every row
    of the backup has been counted in its place; until then the office is shut. A restore that was
    killed is repeated by saying it again.
    """
    with tempfile.TemporaryDirectory() as folder, connection.owner():  # type: ignore[attr-defined]
        manifest, dump = _checked(path, Path(folder))
        facts = manifest["office"]
        schema = facts["schema_name"]
        aside = _put_aside(schema, replace=replace)
        try:
            grants.ensure_role(schema)
            _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
                 f"--dbname={_database()}", str(dump), target=False)  # fmt: skip
            if checksums(schema) != manifest["tables"] or _sequences(schema) != manifest["sequences"]:
                raise CannotRestore(_("After restoring, the rows do not add up: what was there has been kept."))
            with transaction.atomic():  # as long as something stands aside, what stands in its place is unproven
                office = _register(facts)
                if aside:
                    _drop(aside)
                grants.admit(schema)
        except BaseException:
            _bring_back(schema, aside)
            raise
        snapshot.migrate_schema(schema)
    return office


def checksums(schema: str) -> dict[str, dict[str, str]]:
    """Table → number of rows and an order-free sum over their contents."""
    found = {}
    with connection.cursor() as cursor:
        for table in _tables(schema):
            cursor.execute(
                sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {} t").format(
                    sql.Identifier(schema, table)
                )
            )
            rows, total = cursor.fetchone()
            found[table] = {"rows": str(rows), "sum": str(total)}
    return found


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [name for (name,) in cursor.fetchall()]


def _sequences(schema: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s ORDER BY 1", [schema])
        return {name: str(last) for name, last in cursor.fetchall()}


def _migrations(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT app || '.' || name FROM {} ORDER BY 1").format(sql.Identifier(schema, "django_migrations"))
        )
        return [name for (name,) in cursor.fetchall()]


def _office_facts(office: Office) -> dict[str, Any]:
    fields = ("slug", "schema_name", "name", "kind", "is_demo", "postal_address", "phone", "email", "bic")
    return {
        **{field: getattr(office, field) for field in fields},
        "id": str(office.pk),
        "domains": sorted(office.domains.values_list("domain", flat=True)),
        "accounts": sorted(BankAccount.objects.filter(office_schema=office.schema_name).values_list("iban", flat=True)),
    }


def _checked(path: Path, folder: Path) -> tuple[dict[str, Any], Path]:
    """The manifest and the dump out of the file, both proven whole."""
    damaged = _("The backup file %(file)s is damaged or not a backup of this service.") % {"file": path.name}
    try:
        with tarfile.open(path, "r:") as archive:
            if sorted(archive.getnames()) != ["dump", "manifest.json"]:
                raise CannotRestore(damaged)
            if archive.getmember("manifest.json").size > LONGEST_MANIFEST:
                raise CannotRestore(damaged)
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
        whole = manifest["format"] == FORMAT and manifest["sha256"] == _sha256(folder / "dump")
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise CannotRestore(damaged) from error
    if not whole:
        raise CannotRestore(damaged)
    unknown = set(manifest["migrations"]) - set(_migrations("t_template"))
    if unknown:
        raise CannotRestore(_("The backup was made by a newer release: bring this service up to date first."))
    return manifest, folder / "dump"


def _put_aside(schema: str, *, replace: bool) -> str:
    """Shut the office and rename the schema that is there; returns its name for the time being, or ''.

    A killed restore leaves what was there aside. With nothing in its place it is brought back first; what
    stands in its place was never proven and nobody could enter it, so that is given up instead.
    """
    aside = f"aside_{schema}"
    if _exists(aside) and not _exists(schema):
        _bring_back(schema, aside)
    if not _exists(schema):
        return ""
    if not replace:
        raise CannotRestore(_("The office is open: say --replace to put the backup in its place."))
    with transaction.atomic():
        grants.ensure_role(schema)
        grants.shut_out(schema)
        if _exists(aside):
            _drop(schema)
        else:
            _rename(schema, aside)
    return aside


def _exists(schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


@transaction.atomic
def _bring_back(schema: str, aside: str) -> None:
    _drop(schema)
    if aside:
        _rename(aside, schema)
        if Office.objects.filter(schema_name=schema, status=Office.Status.ACTIVE).exists():
            grants.admit(schema)


def _rename(schema: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(name)))


def _drop(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


@transaction.atomic
def _register(facts: dict[str, Any]) -> Office:
    """The office's rows in the shared registry; refuses what belongs to somebody else by now."""
    columns = {key: value for key, value in facts.items() if key not in {"id", "domains", "accounts"}}
    office: Office = Office.objects.update_or_create(id=facts["id"], defaults=columns)[0]
    for host in facts["domains"]:
        domain, _is_new = Domain.objects.get_or_create(domain=host, defaults={"tenant": office})
        if domain.tenant_id != office.pk:
            raise CannotRestore(_("The host %(host)s belongs to another office now.") % {"host": host})
    for iban in facts["accounts"]:
        account, _is_new = BankAccount.objects.get_or_create(iban=iban, defaults={"office_schema": office.schema_name})
        if account.office_schema != office.schema_name:
            raise CannotRestore(_("The account %(iban)s belongs to another office now.") % {"iban": iban})
    return office


def drop(office: Office) -> None:
    """Take the office off this service: schema, hosts, accounts. Owner's work; its backup is all that stays."""
    with connection.owner(), transaction.atomic():  # type: ignore[attr-defined]
        grants.shut_out(office.schema_name)
        BankAccount.objects.filter(office_schema=office.schema_name).delete()
        Domain.objects.filter(tenant=office).delete()
        Office.objects.filter(pk=office.pk).delete()
        _drop(office.schema_name)


def _database() -> str:
    settings = connection.settings_dict
    parts = {"dbname": settings["NAME"], "user": settings["USER"], "host": settings["HOST"], "port": settings["PORT"]}
    return " ".join(f"{name}='{value}'" for name, value in parts.items() if value)


def _run(program: str, *arguments: str, target: bool = True) -> None:
    command = [program, *arguments, *([_database()] if target else [])]
    password = connection.settings_dict["PASSWORD"]
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if result.returncode != 0:
        last = (result.stderr.strip() or "no message").splitlines()[-1][:200]
        raise CannotRestore(_("%(program)s did not succeed: %(why)s") % {"program": program, "why": last})


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
