"""R8: the relay refuses, defers, falls silent or hangs up in each phase; everyone gets one e-mail or a reason."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests.faults import counter
from tests.faults.moody_relay import MoodyRelay
from tests.report import say
from worker import delivery
from worker.channels.email import relay as talk
from worker.channels.outcomes import Refused, RelayDown

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

MESSAGES, BAD_CONTACTS = 20, 3
HOWS = ("drop", "silence", "421 closing", "451 later", "554 never")
PHASES = ("ehlo", "mail", "rcpt", "begin", "content", "dot", "taken")
# An answer in the midst of the content, or a refusal of what was taken, does not exist.
IMPOSSIBLE = {(phase, how) for phase in ("content", "taken") for how in HOWS[2:]}
CASES = [(phase, how) for phase in PHASES for how in HOWS if (phase, how) not in IMPOSSIBLE]


@pytest.fixture
def relay(own_database: str, tmp_path: Path) -> Iterator[MoodyRelay]:
    """Alder's office, entered; a relay with moods, its folder being the journal; an empty counter."""
    one = MoodyRelay(tmp_path / "relay")
    one.start()
    before = settings.SMTP, settings.MAIL_JOURNAL
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": one.port, "use_tls": False, "timeout": 0.4}
    settings.MAIL_JOURNAL = one.folder
    with counter.opened(), context.entered(Office.objects.get(slug="alder")):
        yield one
    settings.SMTP, settings.MAIL_JOURNAL = before
    one.stop()


def drain_for_a_day() -> None:
    """As the wake-ups of the next hours would, leases and pauses running out in between."""
    for minutes in (0, 6, 15, 60, 200, 400):
        delivery.drain(at=timezone.now() + timedelta(minutes=minutes))


def start_again(relay: MoodyRelay) -> None:
    OutboxMessage.objects.all().delete()
    for path in relay.folder.glob("*.eml"):
        path.unlink()


def one_case(relay: MoodyRelay, phase: str, how: str) -> tuple[int, int, dict[str, int]]:
    """(lost, duplicate, states) of twenty messages through a relay that is bad for its first contacts."""
    start_again(relay)
    counter.post(MESSAGES)
    relay.be(phase, how, BAD_CONTACTS)
    drain_for_a_day()
    taken, states = relay.taken(), counter.states()
    with_reason = OutboxMessage.objects.filter(state__in=["failed", "uncertain"]).exclude(reason="").count()
    return MESSAGES - len(taken) - with_reason, taken.total() - len(taken), states


def is_final(phase: str, how: str) -> bool:
    """Whether the answer is the relay's last word about one message."""
    return how.startswith("5") and phase in {"rcpt", "begin", "dot"}


def test_r8_every_phase_that_can_fail_loses_and_doubles_nothing(relay):
    lost = duplicate = 0
    for phase, how in CASES:
        case_lost, case_duplicate, states = one_case(relay, phase, how)
        lost, duplicate = lost + abs(case_lost), duplicate + case_duplicate
        refused = {"failed": BAD_CONTACTS} if is_final(phase, how) else {}
        assert states == {"sent": MESSAGES - sum(refused.values()), **refused}, (phase, how)
    tried = len(CASES) * MESSAGES
    say("R8", tried=tried, survived=tried, lost=lost, duplicate=duplicate)
    assert (lost, duplicate) == (0, 0)


def test_r8_without_a_journal_a_lost_answer_goes_to_a_person(relay):
    settings.MAIL_JOURNAL = None
    for phase in ("dot", "taken"):
        _lost, duplicate, states = one_case(relay, phase, "drop")
        assert duplicate == 0
        assert states == {"sent": MESSAGES - BAD_CONTACTS, "uncertain": BAD_CONTACTS}


def test_r8_control_going_back_after_a_lost_answer_doubles(relay, monkeypatch):
    monkeypatch.setattr(delivery, "_in_doubt", delivery._again)
    _lost, duplicate, _states = one_case(relay, "taken", "drop")
    assert duplicate == BAD_CONTACTS


def test_a_slow_journal_is_asked_again_before_anything_is_sent_again(relay):
    counter.post()
    relay.be("taken", "drop", 1)
    settings.MAIL_JOURNAL = relay.folder.parent / "journal"
    settings.MAIL_JOURNAL.mkdir()
    delivery.drain(at=timezone.now())
    assert counter.states() == {"handing": 1}
    (settings.MAIL_JOURNAL / "copy").write_bytes((relay.folder / "1.eml").read_bytes())
    delivery.drain(at=timezone.now() + timedelta(minutes=6))
    assert (counter.states(), relay.taken().total()) == ({"sent": 1}, 1)


@pytest.mark.parametrize(
    ("phase", "how"), [("ehlo", "554 no"), ("mail", "550 not you"), ("mail", "451 later"), ("ehlo", "drop")]
)
def test_an_outage_costs_no_attempt_and_stops_the_drain_for_that_channel(relay, phase, how):
    counter.post(MESSAGES + 5)
    relay.be(phase, how)
    at = timezone.now()
    assert delivery.drain(at=at) == 0
    assert relay.left == 10**6 - 1
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert OutboxMessage.objects.filter(due_at__gt=at + timedelta(seconds=50)).count() == MESSAGES
    relay.be("", "")
    assert delivery.drain(at=at + timedelta(minutes=2)) == MESSAGES + 5


def test_nobody_at_the_relays_door_costs_no_attempt_however_often(relay):
    counter.post()
    settings.SMTP = {**settings.SMTP, "port": 1}
    for hour in range(10):
        delivery.drain(at=timezone.now() + timedelta(hours=hour))
    assert (counter.only().state, counter.only().attempts) == ("waiting", 0)


def test_a_login_that_is_refused_is_the_relays_trouble(relay):
    settings.SMTP = {**settings.SMTP, "username": "kuszob", "password": "rossz"}
    with pytest.raises(RelayDown):
        talk._introduce(talk._connect())


def test_one_of_two_refused_the_other_gets_it_and_the_receipt_says_so(relay):
    counter.post(to=["nincs@alder.example", "van@alder.example"])
    relay.refused = {"nincs@alder.example"}
    delivery.drain(at=timezone.now())
    assert relay.taken().total() == 1
    assert counter.only().state == "sent"
    assert counter.only().receipt == "250 taken; not to: nincs@alder.example (550 nobody of that name)"


def test_both_refused_nothing_is_sent(relay):
    counter.post(to=["egyik@alder.example", "masik@alder.example"])
    relay.refused = {"egyik@alder.example", "masik@alder.example"}
    delivery.drain(at=timezone.now())
    assert (counter.only().state, relay.taken().total()) == ("failed", 0)


def test_one_of_two_put_off_waits_for_both_and_the_last_attempt_goes_to_the_other(relay):
    counter.post(to=["egyik@alder.example", "masik@alder.example"])
    relay.be("rcpt", "451 later", 1)
    delivery.drain(at=timezone.now())
    assert (counter.only().state, relay.taken().total()) == ("waiting", 0)
    OutboxMessage.objects.update(attempts=4)
    relay.be("rcpt", "451 later", 1)
    delivery.drain(at=timezone.now() + timedelta(hours=1))
    assert (counter.only().state, relay.taken().total()) == ("sent", 1)
    assert "egyik@alder.example" in counter.only().receipt


def test_words_that_make_no_e_mail_are_never_a_doubt(relay):
    settings.MAIL_JOURNAL = None
    context.office().name = 'Égerfa, "Lakás"\r\nBcc: mindenki@example.hu'
    counter.post(to=["őri@alder.example", "van@alder.example"], subject="Első\r\nBcc: mindenki@example.hu")
    delivery.drain(at=timezone.now())
    mail = message_from_bytes((relay.folder / "1.eml").read_bytes(), policy=policy.default)
    assert counter.only().state == "sent"
    assert mail["Bcc"] is None
    assert [one.display_name for one in mail["From"].addresses] == ['Égerfa, "Lakás" Bcc: mindenki@example.hu']
    assert mail["Subject"] == "Első Bcc: mindenki@example.hu"
    assert counter.only().receipt == "250 taken; not to: őri@alder.example"


@pytest.mark.parametrize("address", ["őri@alder.example", "két szó@x.hu", "a@b\r\nRCPT TO:<c@d>", "", "@x.hu", "név"])
def test_an_address_no_e_mail_can_go_to_is_refused_before_anything_leaves(relay, address):
    settings.MAIL_JOURNAL = None
    counter.post(to=[address])
    delivery.drain(at=timezone.now())
    assert (counter.only().state, relay.taken().total()) == ("failed", 0)


def test_an_envelope_without_words_is_refused(relay):
    counter.post()
    OutboxMessage.objects.update(envelope={"to": ["van@alder.example"]})
    delivery.drain(at=timezone.now())
    assert counter.only().state == "failed"
    with pytest.raises(Refused):
        delivery.CHANNELS["email"].prepare(counter.only(), message_id="1")
