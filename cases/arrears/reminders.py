"""Releasing a reviewed run: letters are written and put on the counter; what delivery reports is kept."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.arrears import ladder, letters, owing, timing
from cases.arrears.models import LadderStep, Pause, PaymentPlan, Reminder, ReminderRun
from cases.arrears.permissions import ArrearsPermission
from cases.tenancies import ledger
from cases.tenancies.models import Charge, TenancyParty
from catalogue.shared import calendars
from kernel import access, audit, documents, faults, outbox
from kernel.access import SYSTEM, TRUSTED_KINDS, Actor
from kernel.models import Document, OutboxMessage
from kernel.refusal import Refused
from shell.letters import render
from tenants import context
from tenants.registry import bank_accounts

log = logging.getLogger(__name__)

BATCH = 100
MOST_TRIES = 5  # as often as a day's job is taken up: the last time it ends with what can be written
UNFINISHED = "unfinished attempt"
TOPIC = "reminder"


class CannotRelease(Refused):
    """The run cannot be released by this person or in this state."""


def release(*, run: ReminderRun, by: Actor, on: date, steps: Collection[int] = ()) -> int:
    """Release what waits – all of it, or only these steps: letters are rendered, stored, audited and posted.

    Letters carry the amount and the date of the day of release: what was paid since planning counts. A
    person cannot release what they planned themselves (two-person rule), and steps that the ladder keeps for the
    head of the office need the right to approve. Goes in batches, each one transaction, so that a power cut
    leaves whole batches; calling again finishes the rest and doubles nothing. Returns how many were released now.
    """
    if by.actor_kind not in TRUSTED_KINDS and run.planned_by == by.actor_id:
        raise CannotRelease(_("You planned this run, so somebody else has to release it."))
    may = [step.number for step in ladder.steps_on(run.business_date) if may_release(step, by)]
    wanted = [number for number in may if not steps or number in steps]
    if not wanted:
        raise CannotRelease(_("The head of the office releases these steps: ask for it, or choose others."))
    return _release(run, by=by, on=on, steps=wanted)


def may_release(step: LadderStep, by: Actor) -> bool:
    """Whether this actor may let the step go, by the step's own rule."""
    return step.approver != LadderStep.Approver.HEAD or access.allowed(by, ArrearsPermission.APPROVE)


def release_routine(*, run: ReminderRun, by: Actor, on: date) -> int:
    """Release the steps that the ladder lets go without a person."""
    routine = [step.number for step in ladder.steps_on(run.business_date) if not step.needs_release]
    return _release(run, by=by, on=on, steps=routine)


def _release(run: ReminderRun, *, by: Actor, on: date, steps: Sequence[int]) -> int:
    writer = writer_on(on)
    ladder_steps = {step.number: step for step in ladder.steps_on(run.business_date)}
    released = 0
    while keys := _take(run, steps=steps):
        batch = _release_batch(keys, writer=writer, ladder_steps=ladder_steps, by=by)
        released += sum(reminder.state == Reminder.State.RELEASED for reminder in batch)
        faults.point("reminders.batch_released")
    _close(run, by=by)
    return released


def writer_on(on: date) -> letters.Writer:
    """Who writes the letters of a day."""
    office = context.office()
    accounts = bank_accounts.of(office)
    return letters.Writer(office, accounts[0] if accounts else "", calendars.national(), on)


@transaction.atomic
def _take(run: ReminderRun, *, steps: Sequence[int]) -> list[UUID]:
    """The next waiting reminders, marked before anything is written; none when nothing waits.

    A mark that is still there tells that the process ended in the midst of it. Such a reminder goes last
    and alone, so that one on which every process ends keeps none of the others, and the last try parks it.
    """
    waiting = run.reminders.filter(state=Reminder.State.PLANNED, step__in=steps).order_by("note", "pk")
    rows = list(waiting.select_for_update(skip_locked=True).values_list("pk", "note")[:BATCH])
    if not rows:
        return []
    faults.point("reminders.batch_taken")
    mark = rows[0][1]
    keys = [pk for pk, note in rows if note == ""] if mark == "" else [rows[0][0]]
    tries = _tries(mark) + 1
    Reminder.objects.filter(pk__in=keys).update(note=f"{UNFINISHED} {tries}")
    return keys


def _tries(note: str) -> int:
    """How often the writing of it was begun and not ended."""
    number = note.removeprefix(UNFINISHED).strip()
    return int(number) if number.isdigit() else 0


@transaction.atomic
def _release_batch(
    keys: Sequence[UUID], *, writer: letters.Writer, ladder_steps: dict[int, LadderStep], by: Actor
) -> list[Reminder]:
    """Bring these reminders to released or cancelled, as far as they still wait; returns them."""
    waiting = Reminder.objects.filter(pk__in=keys, state=Reminder.State.PLANNED)
    held = list(waiting.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
    batch = list(
        Reminder.objects.filter(pk__in=held)
        .select_related("tenancy__dwelling")
        .prefetch_related(Prefetch("tenancy__parties", TenancyParty.objects.select_related("person")))
    )
    owed = owing.owed([reminder.tenancy_id for reminder in batch], on=writer.on)
    written = [
        one
        for reminder in batch
        if (one := _write(reminder, ladder_steps.get(reminder.step), owed.get(reminder.tenancy_id), writer, by=by))
    ]
    faults.point("reminders.batch_rendered")
    documents.store_many([one.document for one in written])
    _keep(batch)
    outbox.post_many(_parcel(one, on=writer.on) for one in written)
    faults.point("reminders.batch_posted")
    released = [one for one in batch if one.state == Reminder.State.RELEASED]
    audit.record_many(by, [audit.deed("reminder_released", one, step=one.step, amount=one.amount) for one in released])
    return batch


@dataclass(frozen=True)
class _Written:
    """A reminder that leaves, its words, and its letter before it is stored."""

    reminder: Reminder
    worded: letters.Worded
    document: Document


def _write(
    reminder: Reminder, step: LadderStep | None, owed: owing.Owed | None, writer: letters.Writer, *, by: Actor
) -> _Written | None:
    """Word and render one letter; None when there is nothing to demand any more or it cannot be written.

    One that cannot be written is taken out with its reason and must not keep the others from leaving.
    """
    if step is None or owed is None or owed.amount < step.minimum_amount:
        reminder.state, reminder.note = Reminder.State.CANCELLED, "step gone" if step is None else "paid"
        return None
    reminder.amount, reminder.months, reminder.oldest_due_on = owed.amount, owed.months, owed.oldest_due_on
    if _tries(reminder.note) >= MOST_TRIES:
        log.error("reminder %s: every process that began to write it ended", reminder.pk)
        reminder.state, reminder.note = Reminder.State.CANCELLED, f"cannot be written: {MOST_TRIES - 1} processes ended"
        return None
    reminder.note = ""
    try:
        worded = letters.word(reminder, step=step, writer=writer)
        content = render(worded.letter)
    except Exception as error:  # one poisoned row must not stop the run
        log.exception("reminder %s cannot be written", reminder.pk)
        reminder.state, reminder.note = Reminder.State.CANCELLED, f"cannot be written: {type(error).__name__}"
        return None
    name = f"{reminder.tenancy.number}-{reminder.period:%Y%m}-{reminder.step}.pdf"
    document = documents.prepare(kind=TOPIC, name=name, media_type="application/pdf", content=content, by=by)
    reminder.document_id, reminder.state = document.pk, Reminder.State.RELEASED
    return _Written(reminder, worded, document)


def _keep(batch: Sequence[Reminder]) -> None:
    """What became of the batch's reminders, with one statement: a CASE for each column costs as much as a letter."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE arrears_reminder r
            SET document_id = b.document_id, state = b.state, amount = b.amount, months = b.months,
                oldest_due_on = b.oldest_due_on, note = b.note
            FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::int[], %s::date[], %s::text[])
                AS b(id, document_id, state, amount, months, oldest_due_on, note)
            WHERE r.id = b.id
            """,
            [
                [one.pk for one in batch],
                [one.document_id for one in batch],
                [str(one.state) for one in batch],
                [one.amount for one in batch],
                [one.months for one in batch],
                [one.oldest_due_on for one in batch],
                [one.note for one in batch],
            ],
        )


def _parcel(written: _Written, *, on: date) -> outbox.Parcel:
    """What delivery needs. The key names tenancy, step and period: the same reminder is the same parcel."""
    reminder, worded = written.reminder, written.worded
    parties = letters.parties_on(reminder.tenancy, on)
    reached = {
        "email": [party.person.email for party in parties if party.person.email and not party.person.email_bounced_on],
        "sms": [party.person.phone for party in parties if party.person.phone and party.person.sms_consent_on],
    }
    return outbox.Parcel(
        key=f"{TOPIC}:{reminder.tenancy_id}:{reminder.step}:{reminder.period:%Y%m}:{reminder.pk.hex[:8]}",
        topic=TOPIC,
        channel=reminder.channel,
        subject_type=Reminder._meta.label_lower,
        subject_id=str(reminder.pk),
        document_id=written.document.pk,
        envelope={
            "to": reached.get(reminder.channel, []),
            "subject": f"{worded.subject} – {reminder.tenancy.number}",
            "text": worded.short if reminder.channel == "sms" else worded.text,
            "file_name": f"{worded.letter.number.replace('/', '-')}.pdf",
        },
    )


def _close(run: ReminderRun, *, by: Actor) -> None:
    """The run is released when nothing waits any more."""
    if not run.reminders.filter(state=Reminder.State.PLANNED).exists():
        ReminderRun.objects.filter(pk=run.pk, released_at=None).update(
            released_at=timezone.now(), released_by=by.actor_id
        )


@transaction.atomic
def take_out(*, reminder: Reminder, reason: str, by: Actor) -> None:
    """A clerk takes one reminder out of a run before it is released."""
    reminder = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if reminder.state != Reminder.State.PLANNED:
        raise CannotRelease(_("This reminder was released already: pause the tenancy to stop the next one."))
    Reminder.objects.filter(pk=reminder.pk).update(state=Reminder.State.CANCELLED, note=reason[:200])
    audit.record(by, "reminder_taken_out", reminder, reason=reason[:200])


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: the first moment at which this message may reach a person."""
    return timing.first_allowed(message.channel, at=at)


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: a reason to cancel, or an empty string.

    Paid meanwhile, paused meanwhile, died meanwhile: then nothing leaves the building.
    """
    reminder = (
        Reminder.objects.select_related("tenancy")
        .prefetch_related("tenancy__parties__person")
        .get(pk=message.subject_id)
    )
    tenancy = reminder.tenancy
    owed = owing.owed([tenancy.pk], on=on).get(tenancy.pk)
    if owed is None:
        return "paid"
    if owed.amount < reminder.amount:
        return "partly paid"
    if Pause.objects.filter(tenancy=tenancy, starts_on__lte=on, ends_on__gte=on).exists():
        return "paused"
    if PaymentPlan.objects.running().filter(tenancy=tenancy).exists():
        return "a plan runs"
    if tenancy.death_reported or any(party.person.is_deceased for party in letters.parties_on(tenancy, on)):
        return "deceased"
    return ""


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery, in its transaction, when a message's state is final."""
    states = {
        OutboxMessage.State.SENT: Reminder.State.SENT,
        OutboxMessage.State.CANCELLED: Reminder.State.CANCELLED,
        OutboxMessage.State.FAILED: Reminder.State.FAILED,
        OutboxMessage.State.UNCERTAIN: Reminder.State.UNCERTAIN,
    }
    state = states[OutboxMessage.State(message.state)]
    Reminder.objects.filter(pk=message.subject_id).update(
        state=state, sent_on=on if state == Reminder.State.SENT else None, note=message.reason[:200]
    )
    if state == Reminder.State.SENT:
        _charge_fee(Reminder.objects.select_related("run", "tenancy").get(pk=message.subject_id), on=on)


def _charge_fee(reminder: Reminder, *, on: date) -> None:
    """What the office's ladder charges for the step, if anything: a collection cost, due as the letter says."""
    steps = {step.number: step for step in ladder.steps_on(reminder.run.business_date)}
    step = steps.get(reminder.step)
    if step is None or not step.fee:
        return
    due_on = calendars.national().next_working_day(on + timedelta(days=step.pay_within_days))
    ledger.charge(tenancy=reminder.tenancy, kind=Charge.Kind.COST, period=on, amount=step.fee, due_on=due_on, by=SYSTEM)
