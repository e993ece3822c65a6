"""The landlord's consent: the application is filed, one person prepares the decision, another confirms it.

The rules of what may be decided are in `landlord_rules`; here they meet what is known of the whole exchange.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts import answering
from exchange.moves import landlord_rules, seats
from exchange.moves.landlord_rules import Facts, Ground, RightHolder
from exchange.moves.models import Application
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import policies, progress
from exchange.pool.models import Proposal, Reason
from exchange.pool.steps import Outcome, Task
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

Decision = Application.Outcome


class CannotFile(Refused):
    """The application cannot be filed."""


class CannotDecide(Refused):
    """The landlord cannot decide so, or not now."""


class SecondPerson(Refused):
    """The decision needs another person."""


def of_seat(seat: OurSeat) -> Application | None:
    """The application about one of our flats and who gets it."""
    found: Application | None = Application.objects.filter(advert=seat.advert, mover_listing=seat.mover_listing).first()
    return found


@transaction.atomic
def file(
    *, proposal: Proposal, position: int, ground: str, missing_papers: Collection[str], papers_by: date | None,
    right_holder: str, by: Actor, on: date, at: datetime,
) -> Application:  # fmt: skip
    """File the application for one of our flats; the landlord's time begins (as many days as the office's policy says).

    The other offices learn whether a ground protects the exchange from refusal, never which one. Refuses missing
    papers without a day by which they must come.
    """
    exchange = seats.of(proposal)
    seat = _ours(exchange, position)
    if missing_papers and (papers_by is None or papers_by < on):
        raise CannotFile(_("Papers are missing: set the day by which they must come."))
    policy = policies.of_office()
    is_protected = seat.advert.person is not None and ground in landlord_rules.PROTECTED
    try:
        with transaction.atomic():
            made = Application.objects.create(
                advert=seat.advert, mover_listing=seat.mover_listing, ground=ground,
                missing_papers=sorted(missing_papers), papers_by=papers_by if missing_papers else None,
                right_holder=right_holder, filed_on=on, filed_by=by.actor_id,
                decide_by=on + timedelta(days=policy.decision_days), two_persons=policy.two_persons,
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotFile(_("The application for this flat is filed already.")) from error
    outcome = Outcome.PROTECTED if is_protected else Outcome.DONE
    progress.mark(proposal=proposal, task=Task.FILE, position=position, outcome=outcome, by=by, at=at)
    audit.record(by, "application_filed", made, proposal=proposal.number, decide_by=made.decide_by.isoformat())
    return made


@transaction.atomic
def amend(
    *, application: Application, missing_papers: Collection[str], papers_by: date | None, title_doubt: bool,
    right_holder: str, by: Actor,
) -> Application:  # fmt: skip
    """What came in meanwhile: papers, a doubt about the partner's title, the word of a right holder."""
    present = _locked(application)
    if present.is_decided:
        raise CannotDecide(_("The landlord has decided already."))
    if missing_papers and papers_by is None:
        raise CannotFile(_("Papers are missing: set the day by which they must come."))
    present.missing_papers, present.papers_by = sorted(missing_papers), papers_by if missing_papers else None
    present.title_doubt, present.right_holder = title_doubt, right_holder
    present.save()
    audit.record(by, "application_amended", present, missing=len(present.missing_papers), title_doubt=title_doubt)
    return present


def facts(application: Application, exchange: Exchange, *, on: date) -> Facts:
    """What the decision rests on, of this flat and of every household in the exchange."""
    done = exchange.known.done
    protected = any(how == Outcome.PROTECTED for what, how in done.items() if what.task == Task.FILE)
    return Facts(
        is_protected=protected or application.ground in landlord_rules.PROTECTED,
        papers_late=bool(application.missing_papers)
        and application.papers_by is not None
        and application.papers_by < on,
        title_doubt=application.title_doubt,
        right_holder=RightHolder(application.right_holder),
    )


@transaction.atomic
def prepare(
    *, application: Application, proposal: Proposal, outcome: str, decider: str, by: Actor, on: date,
    refusal: str = "", reasoning: str = "", condition: str = "", monthly_cost: int | None = None,
) -> Application:  # fmt: skip
    """Write the decision down as the landlord's decider (mayor, committee) made it; another person confirms it.

    Refuses what the Housing Act (29. §) does not allow, a refusal without reasoning, and a condition without words.
    """
    present = _locked(application)
    if present.is_decided:
        raise CannotDecide(_("The landlord has decided already."))
    known = facts(present, seats.of(proposal), on=on)
    _allowed(known, outcome, refusal)
    if outcome == Decision.REFUSED and not reasoning.strip():
        raise CannotDecide(_("A refusal needs its reasons in words: the household may go to court with them."))
    if outcome == Decision.CONDITIONAL and not condition.strip():
        raise CannotDecide(_("Write the condition."))
    if not decider.strip():
        raise CannotDecide(_("Write who decided: the mayor, the committee."))
    present.outcome, present.refusal = outcome, refusal if outcome == Decision.REFUSED else ""
    present.reasoning, present.decider = reasoning.strip(), decider.strip()
    present.condition = condition.strip() if outcome == Decision.CONDITIONAL else ""
    present.monthly_cost = monthly_cost if outcome != Decision.REFUSED else None
    present.prepared_by = by.actor_id
    present.save()
    audit.record(by, "landlord_decision_prepared", present, outcome=outcome, refusal=present.refusal)
    return present


def _allowed(known: Facts, outcome: str, refusal: str) -> None:
    if outcome not in {Decision.APPROVED, Decision.CONDITIONAL, Decision.REFUSED}:
        raise CannotDecide(_("Choose what the landlord decided."))
    if outcome == Decision.REFUSED and refusal not in landlord_rules.Refusal.values:
        raise CannotDecide(_("Choose the reason of the refusal."))
    words = (
        landlord_rules.why_not_refuse(known, refusal)
        if outcome == Decision.REFUSED
        else landlord_rules.why_not_approve(known)
    )
    if words:
        raise CannotDecide(words)


@transaction.atomic
def confirm(*, application: Application, proposal: Proposal, by: Actor, on: date, at: datetime) -> Application:
    """The decision counts: a consent moves the exchange on, a refusal ends it and the others are matched anew.

    A new monthly cost opens the consent of the household that moves in again. Refuses the person who prepared it,
    where the office wants two, and a decision that the facts do not allow any more.
    """
    present = _locked(application)
    exchange = seats.of(proposal)
    seat = next((one for one in exchange.ours if one.advert.pk == present.advert_id), None)
    if seat is None or present.is_decided or present.outcome == Decision.WAITING:
        raise CannotDecide(_("There is no prepared decision here to confirm."))
    if present.two_persons and present.prepared_by == by.actor_id:
        raise SecondPerson(_("You prepared this decision: a second person of the office confirms it."))
    _allowed(facts(present, exchange, on=on), present.outcome, present.refusal)
    present.confirmed_by, present.decided_on = by.actor_id, on
    present.save()
    audit.record(by, "landlord_decided", present, proposal=proposal.number, outcome=present.outcome)
    if present.outcome == Decision.REFUSED:
        answering.step_out(proposal=proposal, position=seat.position, reason=Reason.LANDLORD, by=by, at=at)
        return present
    outcome = Outcome.CONDITIONAL if present.outcome == Decision.CONDITIONAL else Outcome.DONE
    progress.mark(proposal=proposal, task=Task.DECIDE, position=seat.position, outcome=outcome, by=by, at=at)
    if present.monthly_cost is not None and seat.comes is not None:
        cost = present.monthly_cost
        progress.change_cost(proposal=proposal, position=seat.position, monthly_cost=cost, by=by, at=at)
    return present


@transaction.atomic
def fulfil(
    *, application: Application, proposal: Proposal, position: int, by: Actor, on: date, at: datetime
) -> Application:
    """The condition of a consent is met. Refuses where there is none."""
    present = _locked(application)
    if present.outcome != Decision.CONDITIONAL or not present.is_decided:
        raise CannotDecide(_("This consent has no condition."))
    present.condition_met_on = on
    present.save(update_fields=["condition_met_on"])
    progress.mark(proposal=proposal, task=Task.FULFIL, position=position, by=by, at=at)
    return present


def _ours(exchange: Exchange, position: int) -> OurSeat:
    seat = exchange.seat(position)
    if seat is None:
        raise CannotFile(_("This is not a flat of our office."))
    return seat


def _locked(application: Application) -> Application:
    found: Application = Application.objects.select_for_update().get(pk=application.pk)
    return found


def grounds(seat: OurSeat) -> list[tuple[str, str]]:
    """The grounds to choose from; an empty flat exchanges for no reason of its own."""
    known = [(one.value, str(one.label)) for one in Ground]
    return known[-1:] if seat.advert.person is None else known
