"""An office goes into a file and comes back to the last row; a damaged file gives up nothing."""

from datetime import date

import pytest
from django.db import connections

from cases.arrears import planning
from cases.tenancies.models import Tenancy
from kernel import audit
from kernel.access import SYSTEM
from tenants import context
from tenants.registry import backup, bank_accounts, opening
from tenants.registry.models import Office
from tests.cast import charge, tenancy
from tests.report import say

IBAN = "HU33999000161000001800000000"

# Database roles belong to the whole server: these tests never run beside each other.
pytestmark = pytest.mark.xdist_group("roles")


def sums(schema: str) -> dict[str, dict[str, str]]:
    with connections["default"].owner():
        return backup.checksums(schema)


@pytest.fixture
def full_office(owned) -> Office:
    # Database roles belong to the whole server: this office is no other test's.
    office = opening.open_office(slug="dogwood", name="Som Lakásiroda")
    with context.entered(office):
        charge(tenancy("Őri Csilla"), period=date(2026, 10, 1))
        planning.plan(on=date(2026, 11, 20), by=SYSTEM)
        with connections["default"].owner():
            bank_accounts.register(IBAN, office=office)
    return office


def test_d1_backup_drop_restore_is_equal_and_the_next_run_works(full_office, tmp_path):
    schema = full_office.schema_name
    neighbour = sums("t_birch")
    before = sums(schema)
    path = tmp_path / "dogwood.kuszob"
    manifest = backup.backup(full_office, path)
    backup.drop(full_office)
    assert not Office.objects.filter(slug="dogwood").exists()

    restored = backup.restore(path)

    assert sums(schema) == before == manifest["tables"]
    assert sums("t_birch") == neighbour
    assert sorted(restored.domains.values_list("domain", flat=True)) == ["dogwood.localhost"]
    with context.entered(restored):
        assert bank_accounts.of(restored) == [IBAN]
        assert audit.verify() is None
        run = planning.plan(on=date(2026, 11, 30), by=SYSTEM)
        assert run.reminders.count() == 1
    say("D1", tried=1, survived=1)


def _flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def test_damaged_backups_are_refused_before_anything_is_given_up(full_office, tmp_path):
    path = tmp_path / "dogwood.kuszob"
    backup.backup(full_office, path)
    content = path.read_bytes()
    before = sums("t_dogwood")
    broken = {
        "empty": b"",
        "not a tar": b"x" * 5000,
        "cut short": content[: len(content) // 2],
        "dump flipped": _flip(content, len(content) - 20_000),
        "manifest flipped": content.replace(b'"format": 1', b'"format": 9', 1),
        "sum changed": content.replace(b'"sha256": "', b'"sha256": "f', 1),
    }
    for name, damaged in broken.items():
        file = tmp_path / f"{name}.kuszob"
        file.write_bytes(damaged)
        with pytest.raises(backup.CannotRestore):
            backup.restore(file, replace=True)
        assert sums("t_dogwood") == before, name


def test_a_restore_that_does_not_add_up_keeps_what_was_there(full_office, tmp_path, monkeypatch):
    path = tmp_path / "dogwood.kuszob"
    backup.backup(full_office, path)
    with context.entered(full_office):
        tenancy("Aki később jött", door="99")
    before = sums("t_dogwood")
    monkeypatch.setattr(backup, "_sequences", lambda schema: {"something": "else"})
    with pytest.raises(backup.CannotRestore):
        backup.restore(path, replace=True)
    monkeypatch.undo()
    assert sums("t_dogwood") == before


def test_an_open_office_is_only_replaced_when_that_was_said(full_office, tmp_path):
    path = tmp_path / "dogwood.kuszob"
    backup.backup(full_office, path)
    with pytest.raises(backup.CannotRestore):
        backup.restore(path)
    assert backup.restore(path, replace=True).slug == "dogwood"


def schemas_of(slug: str) -> list[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s ORDER BY 1", [f"%t_{slug}"])
        return [name for (name,) in cursor.fetchall()]


def may_enter(office: Office) -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_has_role('kuszob_app', %s, 'MEMBER')", [office.schema_name])
        return cursor.fetchone()[0]


class Killed(BaseException):
    """The process is gone: nothing after this point happens."""


KILLED_AT = {
    # where the process dies, what it leaves
    "before the rows are back": ("_run", ["aside_t_dogwood"]),
    "before the rows are counted": ("checksums", ["aside_t_dogwood", "t_dogwood"]),
    "before the office is registered": ("_register", ["aside_t_dogwood", "t_dogwood"]),
}


@pytest.fixture
def killed(full_office, tmp_path, monkeypatch):
    """A backup, a later row, and a `restore --replace` that dies at a point."""
    path = tmp_path / "dogwood.kuszob"
    backup.backup(full_office, path)
    with context.entered(full_office):
        tenancy("Aki később jött", door="99")

    def die(*arguments, **options):
        raise Killed

    def at(point: str):
        with monkeypatch.context() as patch:
            patch.setattr(backup, point, die)
            patch.setattr(backup, "_bring_back", die)
            with pytest.raises(Killed):
                backup.restore(path, replace=True)
        return path

    return at


@pytest.mark.parametrize(("point", "left"), KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_killed_restore_is_repeated_by_saying_it_again(full_office, killed, point, left):
    path = killed(point)
    assert schemas_of("dogwood") == left
    assert not may_enter(full_office)

    restored = backup.restore(path, replace=True)

    assert schemas_of("dogwood") == ["t_dogwood"]
    assert may_enter(restored)
    with context.entered(restored):
        assert audit.verify() is None
        assert Tenancy.objects.count() == 1


@pytest.mark.parametrize(("point", "left"), KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_repeated_restore_that_does_not_add_up_brings_back_what_was_there(
    full_office, killed, monkeypatch, point, left
):
    path = killed(point)
    monkeypatch.setattr(backup, "_sequences", lambda schema: {"something": "else"})
    with pytest.raises(backup.CannotRestore):
        backup.restore(path, replace=True)
    assert schemas_of("dogwood") == ["t_dogwood"]
    assert may_enter(full_office)
    with context.entered(full_office):
        assert Tenancy.objects.count() == 2


def test_after_a_kill_even_a_refused_restore_opens_what_was_there(full_office, killed):
    path = killed("_run")
    with pytest.raises(backup.CannotRestore):
        backup.restore(path)
    assert schemas_of("dogwood") == ["t_dogwood"]
    assert may_enter(full_office)


def test_a_suspended_office_stays_shut_when_its_restore_fails(full_office, killed):
    opening.suspend(full_office, reason="próba")
    path = killed("_run")
    with pytest.raises(backup.CannotRestore):
        backup.restore(path)
    assert not may_enter(full_office)
