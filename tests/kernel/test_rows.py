"""The kernel's own rows: audit under competition, the outbox's keys, numbers without gaps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import audit, documents, outbox, sequences
from kernel.access import SYSTEM
from kernel.models import AuditEntry, AuditSeal, NumberSequence, OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests.report import say


@pytest.mark.faults
def test_s14_the_chain_stays_whole_under_competition_and_every_change_is_found(own_database):
    office = Office.objects.get(slug="alder")

    def write(number: int) -> None:
        try:
            with context.entered(office), transaction.atomic():
                audit.record(SYSTEM, f"deed {number}", None, name="Őri Csilla", number=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(120)))
    with context.entered(office):
        assert AuditEntry.objects.count() == 120
        assert audit.verify() is None
    connection.close()
    connection.settings_dict["USER"], app = "kuszob_owner", connection.settings_dict["USER"]
    found = 0
    changes = [
        "UPDATE kernel_auditentry SET details = '{}' WHERE id = (SELECT id FROM kernel_auditentry ORDER BY id OFFSET 50 LIMIT 1)",
        "UPDATE kernel_auditentry SET at = at + interval '1 second' WHERE id = (SELECT max(id) FROM kernel_auditentry)",
        "DELETE FROM kernel_auditentry WHERE id = (SELECT id FROM kernel_auditentry ORDER BY id OFFSET 7 LIMIT 1)",
        "UPDATE kernel_auditentry SET actor_id = 'somebody else' WHERE id = (SELECT min(id) FROM kernel_auditentry)",
    ]
    try:
        for change in changes:
            with context.entered(office), connection.owner(), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(change)
                found += audit.verify() is not None
                transaction.set_rollback(True)
    finally:
        connection.close()
        connection.settings_dict["USER"] = app
    say("S14", tried=len(changes), survived=found)
    assert found == len(changes)


def test_posting_the_same_key_twice_is_one_message(alder):
    document = documents.store(kind="x", name="x.pdf", media_type="application/pdf", content=b"x", by=SYSTEM)
    for _twice in range(2):
        outbox.post("reminder", key="k", channel="post", subject=document, document=document)
    assert OutboxMessage.objects.count() == 1


def test_a_message_is_never_sent_without_its_moment(alder):
    document = documents.store(kind="x", name="x.pdf", media_type="application/pdf", content=b"x", by=SYSTEM)
    outbox.post("reminder", key="k", channel="post", subject=document)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.update(state="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.update(state="claimed")
    OutboxMessage.objects.update(state="sent", handed_at=datetime.now(UTC))


def test_numbers_have_no_gaps_even_when_work_is_undone(alder):
    assert sequences.take("x") == 1
    with pytest.raises(RuntimeError), transaction.atomic():
        sequences.take("x", 5)
        raise RuntimeError
    assert sequences.take("x", 3) == 2
    assert NumberSequence.objects.get(name="x").last == 4


def test_a_long_trail_is_sealed_in_pieces_and_its_chain_is_whole(alder, monkeypatch):
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    audit.seal()
    before = AuditSeal.objects.count()
    audit.record_many(SYSTEM, [audit.deed(f"deed {number}") for number in range(5)])

    assert audit.seal() == 5
    assert audit.seal() == 0

    assert AuditSeal.objects.count() == before + 5
    assert audit.verify() is None
    sealed = list(AuditSeal.objects.order_by("pk"))
    assert [link.previous_hash for link in sealed[1:]] == [link.hash for link in sealed[:-1]]
