"""An exchange of three offices under any order of events: looks, answers, names, consents, decisions, second thoughts,
days going by, clearings, and a process that dies in the middle of any of them."""

import os
import random
from datetime import datetime, time, timedelta
from typing import ClassVar
from unittest import mock

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from exchange.adverts import answering
from exchange.pool import clearing, policies, progress, proposals, standing, steps
from exchange.pool.crossing import meeting_place
from exchange.pool.models import DeclinedMove, Leg, Listing, Milestone, Proposal, ProposedFlat, Reason
from exchange.pool.states import State
from exchange.pool.steps import Due, Outcome, Stage, Task
from kernel.access import SYSTEM
from kernel.refusal import Refused
from tenants import context
from tenants.registry.models import Office
from tests.exchange.pool import cast
from tests.report import say

SEQUENCES = int(os.environ.get("KUSZOB_SEQUENCES", "25"))
SCHEMAS = ("t_alder", "t_birch")
ENDS = {"completed", "collapsed"}


class Died(Exception):
    """The process was killed before its transaction ended."""


class ExchangeLife(RuleBasedStateMachine):
    """A pool of two offices with a circle, a chain and spare households. Every example is rolled back."""

    tried = 0
    reached: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.on = cast.TODAY
        self.offices = {office.schema_name: office for office in Office.objects.filter(schema_name__in=SCHEMAS)}
        self.ended: dict[int, str] = {}
        with context.entered(self.offices["t_alder"]):
            cast.open_places()
            cast.listing(area_m2=80, wish_area_max=50)
            cast.listing(area_m2=75, wish_area_max=50)
            policies.set_office(by=SYSTEM, two_persons=False)
        with context.entered(self.offices["t_birch"]):
            there = {"town": "Nyírtelek", "district": "Újtelep"}
            cast.listing(area_m2=40, wish_area_min=70, **there)
            cast.listing(area_m2=45, is_vacant=True, **there)
        type(self).tried += 1

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, time(12)))

    def _attempt(self, call, *, dies: bool = False) -> None:
        """A refusal is fine; a death leaves nothing behind. Both are undone as one."""
        before = self._everything() if dies else None
        try:
            with transaction.atomic():
                call()
                if dies:
                    raise Died
        except Refused:
            pass
        except Died:
            assert self._everything() == before

    def _everything(self) -> list:
        with meeting_place():
            return [list(model.objects.order_by("pk").values()) for model in (Proposal, Milestone, Listing, Leg)]

    def _some(self, dice: random.Random) -> Proposal | None:
        found = list(Proposal.objects.under_way().order_by("pk"))
        return dice.choice(found) if found else None

    @rule(seed=st.integers(0, 10**6))
    def search(self, seed):
        self.on += timedelta(days=1)
        clearing.run(on=self.on, time_limit=5)

    @rule(seed=st.integers(0, 10**6), dies=st.booleans())
    def do_what_waits(self, seed, dies):
        """One of the things that an exchange waits for is done by its office."""
        dice = random.Random(seed)
        proposal = self._some(dice)
        if proposal is None:
            return
        known = standing.of(proposal)
        waiting = steps.missing(proposal.stage, known.seats, known.done)
        assert waiting, "an exchange waits for nothing and stands still"
        one = dice.choice(waiting)
        self._attempt(lambda: self._do(proposal, one, dice), dies=dies and seed % 4 == 0)

    @rule(seed=st.integers(0, 10**6))
    def everybody_does_everything(self, seed):
        """The whole step at once, so that sequences come far."""
        dice = random.Random(seed)
        proposal = self._some(dice)
        if proposal is not None:
            known = standing.of(proposal)
            for one in steps.missing(proposal.stage, known.seats, known.done):
                self._attempt(lambda one=one: self._do(proposal, one, dice))

    def _do(self, proposal: Proposal, one: Due, dice: random.Random) -> None:
        with context.entered(self.offices[one.office]):
            if one.task == Task.ANSWER:
                mover = ProposedFlat.objects.get(proposal=proposal, position=one.position).listing_id
                leg = Leg.objects.get(proposal=proposal, mover=mover)
                accepted = dice.random() < 0.93
                reason = "" if accepted else dice.choice(["place", "stays"])
                answering.answer(leg=leg, accepted=accepted, by=SYSTEM, at=self.at, reason=reason)
                return
            outcome = Outcome.CONDITIONAL if one.task == Task.DECIDE and dice.random() < 0.3 else Outcome.DONE
            progress.mark(
                proposal=proposal, task=one.task, position=one.position, outcome=outcome, by=SYSTEM, at=self.at
            )

    @rule(seed=st.integers(0, 10**6))
    def do_something_out_of_turn(self, seed):
        """Any task, any seat, any office: refused or right, never half."""
        dice = random.Random(seed)
        proposal = self._some(dice)
        if proposal is not None:
            one = Due(dice.choice(list(Task)), dice.choice(SCHEMAS), dice.randint(0, 4))
            if one.task != Task.ANSWER:
                self._attempt(lambda: self._do(proposal, one, dice))

    @rule(seed=st.integers(0, 10**6), dies=st.booleans())
    def step_out(self, seed, dies):
        dice = random.Random(seed)
        proposal = self._some(dice)
        if proposal is None or seed % 3:
            return
        flat = dice.choice(list(ProposedFlat.objects.filter(proposal=proposal)))
        reason = dice.choice([Reason.STAYS, Reason.LANDLORD, Reason.CONSENT, Reason.OFFICE])

        def leave() -> None:
            with context.entered(self.offices[flat.office_schema]):
                answering.step_out(proposal=proposal, position=flat.position, reason=reason, by=SYSTEM, at=self.at)

        self._attempt(leave, dies=dies)

    @rule(seed=st.integers(0, 10**6))
    def open_again(self, seed):
        """A consent, a viewing or a decision counts no more."""
        dice = random.Random(seed)
        rows = list(Milestone.objects.filter(reopened_at__isnull=True, position__gte=1))
        if rows:
            one = dice.choice(rows)
            with context.entered(self.offices[one.office_schema]):
                self._attempt(
                    lambda: progress.reopen(
                        proposal=one.proposal, task=Task(one.task), position=one.position, by=SYSTEM, at=self.at
                    )
                )

    @rule(seed=st.integers(0, 10**6))
    def the_cost_changes(self, seed):
        dice = random.Random(seed)
        proposal = self._some(dice)
        if proposal is not None:
            flat = dice.choice(list(ProposedFlat.objects.filter(proposal=proposal)))
            with context.entered(self.offices[flat.office_schema]):
                self._attempt(
                    lambda: progress.change_cost(
                        proposal=proposal, position=flat.position, monthly_cost=50_000 + seed % 9, by=SYSTEM, at=self.at
                    )
                )

    @rule(days=st.integers(1, 25))
    def days_go_by(self, days):
        self.on += timedelta(days=days)
        with meeting_place(), transaction.atomic():
            proposals.expire(on=self.on, at=self.at)

    @invariant()
    def it_stands_where_the_table_says(self):
        for proposal in Proposal.objects.under_way():
            known = standing.of(proposal)
            assert proposal.stage == steps.standing(known.seats, known.done)
            type(self).reached.add(proposal.state)

    @invariant()
    def what_ended_stays_ended_and_equal_for_all(self):
        now = dict(Proposal.objects.filter(state__in=ENDS).values_list("pk", "state"))
        assert self.ended.items() <= now.items()
        self.ended = now
        type(self).reached |= set(now.values())
        for office in self.offices.values():
            with context.entered(office):
                seen = dict(Proposal.objects.filter(state__in=ENDS).values_list("pk", "state"))
                assert seen.items() <= now.items()

    @invariant()
    def no_flat_is_in_two_exchanges_and_listings_follow(self):
        held: dict = {}
        for flat in ProposedFlat.objects.filter(is_live=True).select_related("proposal"):
            assert flat.listing_id not in held
            held[flat.listing_id] = flat.proposal.stage
        for listing in Listing.objects.all():
            stage = held.get(listing.pk)
            if stage is None:
                assert listing.state in {State.ACTIVE, State.EXPIRED}
            elif stage == Stage.COMPLETED:
                assert listing.state == State.DONE
            else:
                agreed = steps.has_reached(stage, Stage.VIEWING)
                assert listing.state == (State.IN_EXCHANGE if agreed else State.IN_PROPOSAL)

    @invariant()
    def a_refused_move_is_not_proposed_again(self):
        with meeting_place():
            refused = set(DeclinedMove.objects.values_list("mover_id", "flat_id"))
            live = Leg.objects.filter(proposal__in=Proposal.objects.under_way()).values_list("mover_id", "flat_id")
            assert not refused & set(live)


def test_an_exchange_under_any_order_of_events(db):
    ExchangeLife.tried, ExchangeLife.reached = 0, set()
    run_state_machine_as_test(
        ExchangeLife,
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=SEQUENCES < 100,
        ),
    )  # fmt: skip
    say("C2", tried=ExchangeLife.tried, survived=ExchangeLife.tried)
    assert {"sent", "viewing", "consents", "collapsed"} <= ExchangeLife.reached


def test_control_without_the_table_it_stands_where_it_should_not(db):
    """A step that moves on without looking at what is missing is found out."""
    with mock.patch.object(progress, "settle"):
        life = ExchangeLife()
        try:
            life.search(0)
            life.everybody_does_everything(0)
            wrong = any(
                proposal.stage != steps.standing(known.seats, known.done)
                for proposal in Proposal.objects.under_way()
                for known in [standing.of(proposal)]
            )
        finally:
            life.teardown()
    assert wrong
