"""The walls under traffic: many offices over few connections, errors in between, and every role tried everywhere."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from kernel.models import AuditEntry, NumberSequence
from tenants import context
from tenants.registry.models import Office
from tests.report import say

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("isolation")]
STEPS = int(os.environ.get("KUSZOB_INTERLEAVINGS", "6000"))


def where() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        return tuple(cursor.fetchone())


def step(office: Office, chance: random.Random) -> None:
    """One request's worth of work, sometimes failing in the middle, in every way a connection can be left."""
    kind = chance.randrange(6)
    with context.entered(office):
        if kind == 0:
            assert where() == (office.schema_name, office.schema_name)
        elif kind == 1:
            list(NumberSequence.objects.all().iterator(chunk_size=1))
        elif kind == 2:
            try:
                with transaction.atomic():
                    NumberSequence.objects.get_or_create(name=office.slug)
                    AuditEntry.objects.update(verb="never")
            except DatabaseError:
                pass
        elif kind == 3:
            with transaction.atomic():
                NumberSequence.objects.get_or_create(name=office.slug)
                transaction.set_rollback(True)
        elif kind == 4:
            try:
                with transaction.atomic():
                    with transaction.atomic():
                        raise RuntimeError
            except RuntimeError:
                pass
        else:
            connection.close()
        assert where() == (office.schema_name, office.schema_name)
        assert set(NumberSequence.objects.values_list("name", flat=True)) <= {f"marker-{office.slug}"}


def test_i2_interleaved_offices_always_agree_on_schema_role_and_rows(own_database):
    offices = list(Office.objects.filter(slug__in=["alder", "birch"]))
    for office in offices:
        with context.entered(office):
            NumberSequence.objects.create(name=f"marker-{office.slug}")

    def thread(seed: int) -> int:
        chance = random.Random(seed)
        try:
            for _number in range(STEPS // 3):
                step(chance.choice(offices), chance)
        finally:
            connection.close()
        return STEPS // 3

    with ThreadPoolExecutor(3) as pool:
        tried = sum(pool.map(thread, range(3)))
    say("I2", tried=tried, survived=tried)


VERBS = {
    "SELECT": "SELECT * FROM {schema}.{table} LIMIT 1",
    "INSERT": "INSERT INTO {schema}.{table} DEFAULT VALUES",
    "UPDATE": "UPDATE {schema}.{table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {schema}.{table} WHERE false",
    "TRUNCATE": "TRUNCATE {schema}.{table}",
    "DROP": "DROP TABLE {schema}.{table}",
}
TABLES = {"kernel_auditentry": ("id", {"SELECT"}), "people_person": ("id", {"SELECT", "UPDATE", "DELETE"})}


def test_i4_every_office_role_may_in_its_own_schema_what_was_granted_and_nothing_elsewhere(own_database):
    tried = wrong = 0
    offices = {office.schema_name: office for office in Office.objects.filter(slug__in=["alder", "birch", "operator"])}
    for schema, office in offices.items():
        for other in offices:
            for table, (column, granted) in TABLES.items():
                for verb, statement in VERBS.items():
                    tried += 1
                    wrong += allowed(office, statement.format(schema=other, table=table, column=column), verb) != (
                        other == schema and verb in granted
                    )
    say("I4", tried=tried, survived=tried - wrong, leaked=wrong)
    assert wrong == 0


def allowed(office: Office, statement: str, verb: str) -> bool:
    """Whether the database lets the office's role do it. An INSERT without values may still fail on a column."""
    with context.entered(office):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                transaction.set_rollback(True)
        except DatabaseError as error:
            refused = "permission denied" in str(error) or "must be owner" in str(error)
            return not refused and verb != "INSERT"
    return True
