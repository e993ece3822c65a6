"""R9: items that cannot be worked on. Everybody else gets theirs; the poison is parked with its reason."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from cases.arrears import letters, plan_checks, planning, reminders
from cases.arrears.models import PaymentPlan, Reminder
from cases.people.models import Person
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from shell import letters as paper
from tenants import context
from tenants.registry.models import Office
from tests.cases.arrears import household
from tests.cast import charge, person, tenancy
from tests.faults import arena
from tests.report import FULL, say
from worker import delivery
from worker.channels import post
from worker.channels.outcomes import MOST_ATTEMPTS

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

ITEMS = 500 if FULL else 20
POISON = "Méreg Miksa"
LATER = timedelta(hours=3)
MOST_SECONDS = 300  # a fork of a process with threads may wait for ever for one of them
_counted = {"tried": 0, "survived": 0, "lost": 0, "duplicate": 0}


class PanicException(BaseException):
    """As the typesetter's own crash comes: it is no Exception."""


@pytest.fixture
def town(own_database: str, tmp_path: Path) -> Iterator[Office]:
    """Alder with many households that owe; one of them, somewhere in the midst, is the poison."""
    with arena.surroundings(tmp_path, journal=True), context.entered(Office.objects.get(slug="alder")) as office:
        for number in range(ITEMS):
            name = POISON if number == ITEMS // 3 else f"Próba {number}"
            charge(tenancy(door=str(number), parties=[person(name)]), period=date(2026, 10, 1))
        yield office


def release() -> None:
    reminders.release(run=planning.plan(on=arena.ON, by=SYSTEM), by=SYSTEM, on=arena.ON)


def in_a_process_of_its_own(work: Callable[[], object]) -> int:
    """How a worker ended that did the work: 0, or minus the signal.

    It connects and enters the office again: where a browser's event loop runs in this thread, a fork finds
    the connection that was there before the loop.
    """
    office = context.office()
    arena.connections["default"].close()
    child = os.fork()
    if child == 0:
        signal.alarm(MOST_SECONDS)
        try:
            arena.connections["default"] = arena.connections.create_connection("default")
            with context.entered(office):
                work()
            os._exit(0)
        finally:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_poison(reminder: Reminder) -> bool:
    return any(party.person.name == POISON for party in reminder.tenancy.parties.all())


def parked() -> Reminder:
    return Reminder.objects.exclude(state=Reminder.State.SENT).get()


def count() -> None:
    """Everybody but the poison has the letter, once."""
    sent = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT).count()
    laid = arena.letters()
    _counted["tried"] += ITEMS
    _counted["survived"] += sent
    _counted["lost"] += max(ITEMS - 1 - len(laid), 0)
    _counted["duplicate"] += max(len(laid) - (ITEMS - 1), 0)
    say("R9", **_counted)
    assert (sent, len(laid)) == (ITEMS - 1, ITEMS - 1)


def drain_until_quiet() -> None:
    for hours in range(MOST_ATTEMPTS + 2):
        delivery.drain(at=timezone.now() + hours * LATER)


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("rossz sor"), "ValueError"), (PanicException("index out of bounds"), "TypesetterCrashed")],
    ids=["a template that fails", "a typesetter that crashes"],
)
def test_r9_a_letter_that_cannot_be_written_keeps_no_other(town, monkeypatch, error, said):
    plain = paper._compiler

    class Moody:
        def compile(self, **known):
            if POISON in known["sys_inputs"]["letter"]:
                raise error
            return plain("letter.typ").compile(**known)

    moody = lambda _template: Moody()  # noqa: E731
    moody.cache_clear = plain.cache_clear
    monkeypatch.setattr(paper, "_compiler", moody)
    release()
    drain_until_quiet()
    assert (parked().state, parked().note) == ("cancelled", f"cannot be written: {said}")
    count()


def test_r9_a_letter_over_which_every_process_ends_goes_last_and_is_parked_at_the_fifth_try(town, monkeypatch):
    plain = letters.word

    def deadly(reminder, **known):
        if is_poison(reminder):
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(reminder, **known)

    monkeypatch.setattr(letters, "word", deadly)
    # A fork has none of the typesetter's threads; what is typeset is not the question here.
    monkeypatch.setattr(reminders, "render", lambda _letter: b"%PDF-")
    ended = [in_a_process_of_its_own(release) for _try in range(MOST_ATTEMPTS)]
    assert ended == [-signal.SIGKILL] * (MOST_ATTEMPTS - 1) + [0]
    drain_until_quiet()
    assert (parked().state, parked().note) == ("cancelled", "cannot be written: 4 processes ended")
    count()


def test_r9_control_without_the_mark_nobody_gets_a_letter(town, monkeypatch):
    def unmarked(run, *, steps):
        waiting = run.reminders.filter(state=Reminder.State.PLANNED, step__in=steps).order_by("pk")
        return list(waiting.values_list("pk", flat=True)[: reminders.BATCH * 5])

    monkeypatch.setattr(reminders, "_take", unmarked)
    monkeypatch.setattr(letters, "word", lambda *_words, **_known: os.kill(os.getpid(), signal.SIGKILL))
    assert [in_a_process_of_its_own(release) for _try in range(6)] == [-signal.SIGKILL] * 6
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize("step", ["prepare", "hand_over"])
def test_r9_a_message_that_kills_the_worker_each_time_is_given_up_after_five_tries(town, monkeypatch, step):
    release()
    victim = Reminder.objects.get(tenancy__parties__person=Person.objects.get(name=POISON))
    plain = getattr(post, step)

    def deadly(message, *parcel, **known):
        if message.subject_id == str(victim.pk):
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(message, *parcel, **known)

    monkeypatch.setattr(post, step, deadly)
    now, ended = timezone.now(), []
    while not ended or ended[-1]:
        at = now + len(ended) * LATER
        ended.append(in_a_process_of_its_own(lambda at=at: delivery.drain(at=at)))
        assert len(ended) <= 2 * MOST_ATTEMPTS
    drain_until_quiet()
    message = OutboxMessage.objects.get(subject_id=str(victim.pk))
    assert ended.count(-signal.SIGKILL) == MOST_ATTEMPTS
    assert (message.state, message.attempts >= MOST_ATTEMPTS, message.reason != "") == ("failed", True, True)
    assert (parked().pk, parked().state, parked().note) == (victim.pk, "failed", message.reason)
    count()


def test_r9_a_bad_row_on_the_counter_is_tried_five_times_and_parked(town, monkeypatch):
    """The row's rule cannot even read it, whatever the channel."""
    release()
    victim = Reminder.objects.get(tenancy__parties__person=Person.objects.get(name=POISON))
    OutboxMessage.objects.filter(subject_id=str(victim.pk)).update(subject_id="nincs ilyen")
    drain_until_quiet()
    message = OutboxMessage.objects.get(subject_id="nincs ilyen")
    assert (message.state, message.attempts) == ("failed", MOST_ATTEMPTS)
    assert "ValidationError" in message.reason
    count()


def test_r9_one_plan_that_cannot_be_followed_keeps_no_other(alder, monkeypatch):
    """Its plan stays as it is, the failure is in the log of deeds, and the next night it is looked at again."""
    for number in range(5):
        name = POISON if number == 2 else f"Terv {number}"
        household.signed_plan(household.owing(door=str(number), name=name))
    plain = plan_checks.case_letters.word

    def picky(request, **known):
        if any(party.person.name == POISON for party in request.parties):
            raise ValueError("rossz sor")
        return plain(request, **known)

    monkeypatch.setattr(plan_checks.case_letters, "word", picky)
    checked = plan_checks.check_all(on=arena.ON, writer=household.writer(arena.ON), by=SYSTEM)
    assert (checked.looked_at, checked.breached, checked.stuck) == (5, 4, 1)
    assert OutboxMessage.objects.filter(topic="case_letter").count() == 4
    monkeypatch.undo()
    checked = plan_checks.check_all(on=arena.ON, writer=household.writer(arena.ON), by=SYSTEM)
    assert (checked.breached, checked.stuck) == (1, 0)
    assert set(PaymentPlan.objects.values_list("state", flat=True)) == {"breached"}
    assert OutboxMessage.objects.filter(topic="case_letter").count() == 5
