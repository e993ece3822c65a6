"""One office's work never touches another's rows, whatever goes wrong on the connection."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from kernel import audit
from kernel.access import SYSTEM
from kernel.models import AuditEntry, AuditSeal, NumberSequence
from tenants import context
from tenants.registry.models import Office
from tests.conftest import browser_of


def where() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, split_part(current_setting('search_path'), ',', 1)")
        user, path = cursor.fetchone()
    return user, path.strip('"')


def test_entering_sets_schema_and_role_together(alder_office, birch_office):
    with context.entered(alder_office):
        assert where() == ("t_alder", "t_alder")
        with context.entered(birch_office):
            assert where() == ("t_birch", "t_birch")
        assert where() == ("t_alder", "t_alder")
    assert where() == ("kuszob_shared", "public")


def test_a_rolled_back_savepoint_does_not_leave_the_work_in_another_office(alder_office, birch_office):
    with context.entered(alder_office):
        NumberSequence.objects.create(name="alder-only")
        try:
            with transaction.atomic(), context.entered(birch_office):
                NumberSequence.objects.create(name="birch-only")
                raise RuntimeError
        except RuntimeError:
            pass
        assert where() == ("t_alder", "t_alder")
        assert list(NumberSequence.objects.values_list("name", flat=True)) == ["alder-only"]


def test_a_cursor_that_outlives_a_rollback_is_brought_back_before_it_runs(alder_office, birch_office):
    with context.entered(alder_office), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        with pytest.raises(DatabaseError), transaction.atomic(), context.entered(birch_office):
            AuditEntry.objects.update(verb="x")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("t_alder",)


def test_a_failing_set_kills_the_work_instead_of_running_it_elsewhere(alder_office):
    ghost = Office(schema_name="t_no_such_office", slug="ghost", name="x")
    with context.entered(alder_office):
        NumberSequence.objects.create(name="alder-only")
    with pytest.raises(DatabaseError), transaction.atomic(), context.entered(ghost):
        NumberSequence.objects.count()


def test_a_schema_name_from_elsewhere_is_never_entered():
    for name in ("t_", "pg_catalog", 't_a"; DROP', "T_ALDER", "t_alder, t_birch", "information_schema"):
        with pytest.raises(ImproperlyConfigured):
            connection.set_tenant(Office(schema_name=name))


def test_the_office_role_cannot_reach_the_other_schema_even_by_name(alder):
    for statement in (
        "SELECT * FROM t_birch.kernel_auditentry",
        "INSERT INTO t_birch.kernel_numbersequence (name, last) VALUES ('x', 1)",
        "SELECT * FROM public.worker_jobrun",
        "CREATE TABLE t_alder.mine (x int)",
        "UPDATE public.registry_office SET name = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_shared_registry_shows_an_office_only_itself(alder):
    assert list(Office.objects.values_list("slug", flat=True)) == ["alder"]


def test_audit_entries_cannot_be_changed_or_removed_by_the_office(alder):
    audit.record(SYSTEM, "one")
    for change in (lambda: AuditEntry.objects.update(verb="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert audit.verify() is None


def test_tampering_with_the_audit_chain_is_found(alder_office):
    with context.entered(alder_office):
        for verb in ("one", "two", "three"):
            audit.record(SYSTEM, verb, None, name="Őri Csilla")
        assert audit.verify() is None
        second = AuditEntry.objects.order_by("pk")[1]
        # Control: the chain really covers what is stored.
        link = AuditSeal.objects.get(entry_id=second.pk)
        assert audit.link_hash(link.previous_hash, second) == link.hash
        second.details = {"name": "Somebody else"}
        assert audit.link_hash(link.previous_hash, second) != link.hash


def test_an_unknown_host_is_a_neutral_404(db):
    from django.test import Client

    for host in ("nowhere.localhost", "t_alder", "alder.localhost.evil.example"):
        response = Client(HTTP_HOST=host).get("/")
        assert response.status_code == 404
        assert "lder" not in response.content.decode()


def test_a_session_of_one_office_is_worth_nothing_in_another(alder_office, birch_office, desk_client):
    client = desk_client("office_head")
    assert client.get("/desk/").status_code == 200
    stolen = browser_of(birch_office)
    stolen.cookies = client.cookies
    assert stolen.get("/desk/").status_code == 302
