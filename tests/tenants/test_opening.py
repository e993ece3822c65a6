"""Opening an office: whole or not at all, equal to a migrated one, and shut at once when it is suspended."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connections
from django.test import Client

from cases.arrears.models import LadderStep
from tenants import context
from tenants.registry import doors, opening
from tenants.registry.models import Office
from tests.report import say

STRUCTURE = """
SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = %(s)s
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(s)s
UNION ALL SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.connamespace = %(s)s::regnamespace
UNION ALL SELECT 'sequence', sequencename, '', '' FROM pg_sequences WHERE schemaname = %(s)s
UNION ALL SELECT 'grant', table_name, privilege_type, grantee
    FROM information_schema.role_table_grants WHERE table_schema = %(s)s AND grantee = %(s)s
"""

# Database roles belong to the whole server: these tests never run beside each other.
pytestmark = pytest.mark.xdist_group("roles")


def structure(schema: str) -> set[tuple[str, ...]]:
    with connections["default"].owner(), connections["default"].cursor() as cursor:
        cursor.execute(STRUCTURE, {"s": schema})
        return {tuple(plain(str(part), schema) for part in row) for row in cursor.fetchall()}


def plain(text: str, schema: str) -> str:
    """Without the schema's name, and without the casts that PostgreSQL adds when it reads its own CHECKs back."""
    return re.sub(r"::(text|character varying)|[\[\]()]", "", text.replace(schema, "SCHEMA"))


def test_p4_an_opened_office_is_equal_to_the_migrated_template(owned):
    opening.open_office(slug="elder", name="Bodza Lakásiroda", iban="HU50999000161000002500000000")
    assert structure("t_elder") == structure("t_template")
    with context.entered(opening.find("elder")):
        assert LadderStep.objects.count() == 8


def test_an_office_is_opened_whole_or_not_at_all(owned, settings):
    settings.OFFICE_OPENING = ["tests.tenants.test_opening.fall_over"]
    with pytest.raises(ZeroDivisionError):
        opening.open_office(slug="elder", name="Bodza Lakásiroda")
    assert not Office.objects.filter(slug="elder").exists()
    settings.OFFICE_OPENING = []
    assert opening.open_office(slug="elder", name="Bodza Lakásiroda").slug == "elder"


def fall_over() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "asked",
    [
        {"slug": "alder", "name": "x"},
        {"slug": "Elder", "name": "x"},
        {"slug": "e", "name": "x"},
        {"slug": "template", "name": "x"},
        {"slug": "elder; drop", "name": "x"},
        {"slug": "őrség", "name": "x"},
        {"slug": "elder", "name": "  "},
        {"slug": "elder", "name": "x", "domain": "alder.localhost"},
        {"slug": "elder", "name": "x", "domain": "a b"},
        {"slug": "elder", "name": "x", "iban": "HU00"},
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_sentence(owned, asked):
    from kernel.refusal import Refused

    with pytest.raises(Refused) as refusal:
        opening.open_office(**asked)
    assert len(str(refusal.value)) > 15
    assert not Office.objects.filter(slug="elder").exists()


def test_a_suspended_office_is_shut_at_once_even_for_a_process_that_remembers_it(owned):
    office = opening.open_office(slug="elder", name="Bodza Lakásiroda")
    client = Client(HTTP_HOST="elder.localhost")
    as_app()
    try:
        assert client.get("/").status_code == 200
        as_owner()
        opening.suspend(office, reason="próba")
        as_app()
        assert doors._remembered["elder.localhost"][1] is not None
        assert client.get("/").status_code == 404
        with pytest.raises(DatabaseError), context.entered(office):
            LadderStep.objects.count()
        as_owner()
        opening.resume(office)
        as_app()
        assert client.get("/").status_code == 200
    finally:
        as_owner()
    say("S2", tried=3, survived=3)


def test_a_connection_that_is_still_inside_is_shut_out_at_once(owned):
    office = opening.open_office(slug="elder", name="Bodza Lakásiroda")
    client = Client(HTTP_HOST="elder.localhost")
    connection = connections["default"]
    as_app()
    try:
        assert client.get("/").status_code == 200
        with context.entered(office):
            assert LadderStep.objects.count() == 8
            session = connection.connection
            meanwhile_as_owner(lambda: opening.suspend(office, reason="próba"))
            assert connection.connection is session
            # The session still has the role: only asking again shuts it out.
            assert LadderStep.objects.count() == 8
            assert client.get("/").status_code == 404
        with pytest.raises(DatabaseError), context.entered(office):
            LadderStep.objects.count()
        connection.close()
        meanwhile_as_owner(lambda: opening.resume(office))
        assert client.get("/").status_code == 200
    finally:
        as_owner()


def meanwhile_as_owner(work) -> None:
    """Another process's work: on a connection of its own, while ours stays as it is."""
    settings_dict = connections["default"].settings_dict

    def run() -> None:
        try:
            work()
        finally:
            connections["default"].close()

    settings_dict["USER"] = "kuszob_owner"
    with ThreadPoolExecutor(1) as process:
        process.submit(run).result()
    settings_dict["USER"] = "kuszob_app"


def as_app() -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict["USER"] = "kuszob_app"


def as_owner() -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict["USER"] = "kuszob_owner"
