"""Claims, leases, rules that raise, two drains at once, an office suspended on the way."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests import services
from tests.faults import counter
from tests.faults.arena import Relay
from worker import delivery, tasks
from worker.channels.email import journal

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

LATER = timedelta(minutes=6)


@pytest.fixture
def relay(own_database: str, tmp_path: Path) -> Iterator[Relay]:
    one = Relay(tmp_path / "relay")
    before = settings.SMTP, settings.MAIL_JOURNAL
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": one.port, "use_tls": False, "timeout": 5}
    settings.MAIL_JOURNAL = None
    with counter.opened(), context.entered(Office.objects.get(slug="alder")):
        yield one
    settings.SMTP, settings.MAIL_JOURNAL = before
    one.stop()


def test_a_rule_that_cannot_be_told_once_is_told_later_and_nothing_is_sent_again(relay):
    counter.post()
    counter.troubles[:] = [ValueError("deadlock")]
    assert delivery.drain(at=timezone.now()) == 0
    assert (counter.only().state, counter.only().receipt) == ("handing", "250 taken")
    assert delivery.drain(at=timezone.now() + LATER) == 1
    assert (counter.only().state, relay.taken().total()) == ("sent", 1)
    assert counter.told == [("counter:0", "sent")]


def test_a_rule_that_can_never_be_told_is_given_up_and_the_letter_stays_sent(relay):
    counter.post(2)
    counter.troubles[:] = [ValueError("never")] * 5
    for hours in range(0, 20, 3):
        delivery.drain(at=timezone.now() + timedelta(hours=hours))
    assert (counter.states(), relay.taken().total()) == ({"sent": 2}, 2)
    assert relay.taken().most_common(1)[0][1] == 1


def test_an_end_that_was_rolled_back_is_forgotten_in_memory_too(relay):
    counter.post()
    counter.troubles[:] = [ValueError("rolled back")]
    [message] = delivery.claim(at=timezone.now())
    assert delivery.deliver(message, at=timezone.now()) == 0
    assert message.state == "handing"


def test_recovery_leaves_a_message_whose_lease_was_renewed(relay, monkeypatch):
    """Renewed, taken over, ended or handed on between recovery's look and its grip."""
    moves = [
        {"lease_until": timezone.now() + timedelta(hours=1)},
        {"fence": 7},
        {"state": "handing"},
        {"state": "waiting", "lease_until": None},
    ]
    for move in moves:
        OutboxMessage.objects.all().delete()
        counter.post()
        [message] = delivery.claim(at=timezone.now())
        stale = timezone.now() - timedelta(seconds=1)
        OutboxMessage.objects.update(lease_until=stale)
        seen = counter.only()
        OutboxMessage.objects.update(**move)
        before = OutboxMessage.objects.values().get()
        assert delivery._take_over(seen, at=timezone.now()) is False
        assert OutboxMessage.objects.values().get() == before
        assert message.pk == seen.pk


def test_recovery_does_not_put_live_work_back(relay, monkeypatch):
    """While recovery is busy with the first message, the second one's worker shows that it lives."""
    counter.post(2)
    delivery.claim(at=timezone.now())
    OutboxMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    def alive(name: str) -> None:
        if name == "delivery.recovered":
            OutboxMessage.objects.filter(key="counter:1").update(lease_until=timezone.now() + timedelta(minutes=5))

    monkeypatch.setattr(delivery.faults, "point", alive)
    delivery.recover(at=timezone.now())
    assert dict(OutboxMessage.objects.values_list("key", "state")) == {"counter:0": "waiting", "counter:1": "claimed"}


def test_recovery_takes_over_with_a_fence_and_the_first_worker_can_mark_nothing(relay):
    counter.post()
    [message] = delivery.claim(at=timezone.now())
    delivery.recover(at=timezone.now() + LATER)
    assert delivery.deliver(message, at=timezone.now()) == 0
    assert (counter.states(), relay.taken().total()) == ({"waiting": 1}, 0)


def test_a_lost_claim_costs_no_attempt_and_a_message_that_kills_its_worker_is_given_up(relay):
    counter.post()
    for _times in range(7):
        delivery.claim(at=timezone.now() + timedelta(days=1))
        delivery.recover(at=timezone.now() + LATER)
    assert (counter.only().state, counter.only().attempts) == ("waiting", 0)
    for _times in range(5):
        [message] = delivery.claim(at=timezone.now() + timedelta(days=1))
        message.attempts += 1
        delivery._hold(message, attempts=message.attempts)
        delivery.recover(at=timezone.now() + LATER)
    delivery.drain(at=timezone.now() + timedelta(days=1))
    assert (counter.only().state, relay.taken().total()) == ("failed", 0)


def test_a_lease_runs_from_the_claim_however_old_the_drain_is(relay):
    counter.post()
    at = timezone.now()
    OutboxMessage.objects.update(due_at=at - timedelta(hours=2))
    [message] = delivery.claim(at=at - timedelta(hours=1))
    assert message.lease_until > at + timedelta(minutes=4)


def test_a_drain_ends_with_its_time_and_puts_back_what_it_did_not_begin(relay, monkeypatch):
    counter.post(5)
    ticks = iter(range(100))
    monkeypatch.setattr(delivery, "monotonic", lambda: next(ticks))
    assert delivery.drain(at=timezone.now(), seconds=4) == 2
    assert counter.states() == {"sent": 2, "waiting": 3}
    assert set(OutboxMessage.objects.filter(state="waiting").values_list("attempts", flat=True)) == {0}
    assert delivery.drain(at=timezone.now(), seconds=90) == 3


def test_a_wake_up_has_seconds_and_a_person_minutes(relay, monkeypatch):
    given: list[float] = []
    monkeypatch.setattr(delivery, "drain", lambda *, at, seconds: given.append(seconds) or 0)
    tasks.deliver("t_alder")
    tasks.offices.deliver("t_alder", at=timezone.now())
    assert given == [15.0, 900.0]


def test_two_drains_at_once_one_of_them_goes_home(relay, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 1)
    counter.post(3)
    inside, go_on = threading.Event(), threading.Event()
    take = relay.handle_DATA

    async def slow(server, session, envelope):
        inside.set()
        go_on.wait(10)
        return await take(server, session, envelope)

    relay.handle_DATA = slow
    finished: list[int] = []

    def first() -> None:
        try:
            with context.entered(Office.objects.get(slug="alder")):
                finished.append(delivery.drain(at=timezone.now()))
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    threading.Timer(1, go_on.set).start()
    assert delivery.drain(at=timezone.now()) == 0
    thread.join(20)
    assert finished == [3]


def test_the_drains_lock_is_given_back_after_every_end(relay, own_database, monkeypatch):
    def locks() -> int:
        with psycopg.connect(services.owner_dsn(own_database), autocommit=True) as owner:
            return owner.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone()[0]

    def fails(**_: object) -> int:
        raise ValueError

    def loses_its_connection(**_: object) -> int:
        connection.connection.close()
        return 0

    delivery.drain(at=timezone.now())
    assert locks() == 0
    with delivery._alone() as alone:
        assert (alone, locks()) == (True, 1)
    for broken in (fails, loses_its_connection):
        with monkeypatch.context() as patch:
            patch.setattr(delivery, "_drain", broken)
            with suppress(ValueError):
                delivery.drain(at=timezone.now())
        connection.close_if_unusable_or_obsolete()
        assert locks() == 0


@pytest.mark.parametrize("asked", [True, False])
def test_an_office_suspended_on_the_way_stops_at_the_next_batch(relay, own_database, monkeypatch, asked):
    """Control: not asked, it goes on to the end."""
    if not asked:
        monkeypatch.setattr(delivery, "_office_is_active", lambda: True)
    monkeypatch.setattr(delivery, "BATCH", 2)
    counter.post(6)
    take = relay.handle_DATA

    async def suspend(server, session, envelope):
        with psycopg.connect(services.owner_dsn(own_database), autocommit=True) as owner:
            owner.execute("UPDATE public.registry_office SET status='suspended', suspended_at=now() WHERE slug='alder'")
        return await take(server, session, envelope)

    relay.handle_DATA = suspend
    assert delivery.drain(at=timezone.now()) == (2 if asked else 6)
    assert counter.states() == ({"sent": 2, "waiting": 4} if asked else {"sent": 6})
    assert delivery.drain(at=timezone.now()) == 0


def test_the_journal_reads_each_file_once(tmp_path, monkeypatch):
    new, cur = tmp_path / "new", tmp_path / "cur"
    new.mkdir()
    cur.mkdir()
    for number in range(20):
        (new / f"{number}.host").write_bytes(
            b"To: x\r\nMessage-ID:\r\n <%d@h>\r\n\r\nMessage-ID: <body@h>\r\n" % number
        )
    book = journal.Journal(tmp_path)
    reads: list[str] = []
    take = journal.Journal._take
    monkeypatch.setattr(journal.Journal, "_take", lambda self, path: reads.append(path) or take(self, path))
    assert [book.holds(b"%d@h" % number) for number in (0, 19, 20)] == [True, True, False]
    assert book.holds(b"body@h") is False
    (new / "3.host").rename(cur / "3.host:2,S")
    (new / "late.host").write_bytes(b"To: half a he")
    assert book.holds(b"late@h") is False
    (new / "late.host").write_bytes(b"To: half a header\r\nMessage-ID: <late@h>\r\n\r\n")
    assert book.holds(b"late@h") is True
    assert len(reads) == 22
