"""The landlord decides: within the law, by two persons, in its days; a refusal frees the others."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from exchange.moves import applications, seats
from exchange.moves.models import Application
from exchange.pool import policies
from exchange.pool.crossing import meeting_place
from exchange.pool.models import DeclinedMove, Milestone, Proposal
from exchange.pool.steps import Stage
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER, HEAD
from tests.exchange.pool.cast import NOON, TODAY

FILED = {"missing_papers": [], "papers_by": None, "right_holder": "none"}


@pytest.fixture
def consented(swap):
    return moves.bring(swap, Stage.ALL_CONSENTED)


def file(seat, **different):
    return applications.file(
        proposal=Proposal.objects.get(pk=seat.proposal.pk), position=seat.position, by=ADVISER, on=TODAY, at=NOON,
        **({"ground": "other"} | FILED | different),
    )  # fmt: skip


def prepare(seat, application, outcome="approved", on=TODAY, **different):
    said = {"decider": "polgármester"} | different
    return applications.prepare(
        application=application, proposal=seat.proposal, outcome=outcome, by=ADVISER, on=on, **said
    )


def confirm(seat, application, by=HEAD, on=TODAY):
    return applications.confirm(
        application=application, proposal=Proposal.objects.get(pk=seat.proposal.pk), by=by, on=on, at=NOON
    )


def file_there(office, **different):
    with context.entered(office):
        seat = seats.of(Proposal.objects.get()).ours[0]
        return file(seat, **different)


def test_the_landlords_days_are_the_offices_policy(consented, ours):
    policies.set_office(by=SYSTEM, decision_days=45)
    assert file(ours()).decide_by == TODAY + timedelta(days=45)


def test_a_protected_ground_anywhere_in_the_exchange_forbids_a_local_refusal(consented, ours, birch_office):
    """The other office sees that a ground protects, and never which."""
    file_there(birch_office, ground="health")
    application = file(ours())
    with pytest.raises(applications.CannotDecide, match=r"29\. §"):
        prepare(ours(), application, "refused", refusal="local", reasoning="Nem szeretnénk.")
    assert set(Milestone.objects.filter(task="file").values_list("outcome", flat=True)) == {"done", "protected"}


def test_papers_are_a_reason_only_after_their_day(consented, ours):
    application = file(ours(), missing_papers=["no_rent_debt"], papers_by=TODAY + timedelta(days=8))
    refusal = {"refusal": "papers", "reasoning": "Nem jött meg az igazolás."}
    with pytest.raises(applications.CannotDecide):
        prepare(ours(), application, "refused", on=TODAY + timedelta(days=8), **refusal)
    prepare(ours(), application, "refused", on=TODAY + timedelta(days=9), **refusal)


def test_a_right_holder_who_does_not_consent_forces_the_refusal(consented, ours):
    application = file(ours(), right_holder="waiting")
    with pytest.raises(applications.CannotDecide):
        prepare(ours(), application)
    changed = {"missing_papers": [], "papers_by": None, "title_doubt": False}
    application = applications.amend(application=application, right_holder="refuses", by=ADVISER, **changed)
    with pytest.raises(applications.CannotDecide):
        prepare(ours(), application)
    prepared = prepare(ours(), application, "refused", refusal="right_holder", reasoning="A jogosult nem járult hozzá.")
    assert confirm(ours(), prepared).is_decided


def test_who_prepared_it_does_not_confirm_it(consented, ours):
    prepared = prepare(ours(), file(ours()))
    with pytest.raises(applications.SecondPerson):
        confirm(ours(), prepared, by=ADVISER)
    assert confirm(ours(), prepared).confirmed_by == HEAD.actor_id


def test_a_small_office_may_do_with_one_person(consented, ours):
    policies.set_office(by=SYSTEM, two_persons=False)
    prepared = prepare(ours(), file(ours()))
    assert confirm(ours(), prepared, by=ADVISER).is_decided


def test_a_refusal_ends_the_exchange_and_that_household_is_not_proposed_that_flat_again(consented, ours):
    seat = ours()
    prepared = prepare(seat, file(seat), "refused", refusal="local", reasoning="A helyi rendelet 12. §-a szerint.")
    confirm(seat, prepared)
    ended = Proposal.objects.get()
    assert (ended.state, ended.fell_by, ended.fell_at) == ("collapsed", "landlord", seat.position)
    with meeting_place():
        assert DeclinedMove.objects.filter(mover=seat.mover_listing, flat=seat.flat.listing_id).count() == 1


def test_a_condition_is_met_before_contracts_are_signed(consented, ours, birch_office):
    file_there(birch_office)
    seat = ours()
    prepared = prepare(seat, file(seat), "conditional", condition="A bérlő az óvadékot befizeti.")
    confirm(seat, prepared)
    with context.entered(birch_office):
        moves.decide(seats.of(Proposal.objects.get()))
    assert Proposal.objects.get().stage == Stage.CONDITIONALLY_APPROVED
    applications.fulfil(
        application=prepared, proposal=Proposal.objects.get(), position=seat.position, by=ADVISER, on=TODAY, at=NOON
    )
    assert Proposal.objects.get().stage == Stage.CONTRACTS


def test_a_new_cost_is_put_to_the_household_that_moves_in(consented, ours, birch_office):
    file_there(birch_office)
    seat = ours()
    confirm(seat, prepare(seat, file(seat), monthly_cost=118_000))
    assert Proposal.objects.get().stage == Stage.CONSENTS
    with context.entered(birch_office):
        moves.consent(seats.of(Proposal.objects.get()))
    assert Proposal.objects.get().stage == Stage.LANDLORD_REVIEW


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": "refused", "refusal": "local"},
        {"outcome": "refused", "refusal": "whim", "reasoning": "Csak."},
        {"outcome": "conditional"},
        {"outcome": "approved", "decider": " "},
        {"outcome": "perhaps"},
    ],
)
def test_half_a_decision_is_refused_in_one_sentence(consented, ours, said):
    application = file(ours())
    with pytest.raises(applications.CannotDecide):
        prepare(ours(), application, **said)
    assert Application.objects.get().outcome == "waiting"


def test_missing_papers_need_their_day_and_an_application_is_filed_once(consented, ours):
    with pytest.raises(applications.CannotFile):
        file(ours(), missing_papers=["contract"])
    file(ours())
    with pytest.raises(applications.CannotFile):
        file(ours())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("application_ground", {"ground": "whim"}),
        ("application_decide_after", {"decide_by": TODAY - timedelta(days=1)}),
        ("application_decided_pair", {"confirmed_by": "x"}),
        ("application_prepared_pair", {"prepared_by": "x"}),
        ("application_refusal_reason", {"refusal": "local"}),
        ("application_condition", {"condition": "x"}),
        (
            "application_two_persons",
            {"outcome": "approved", "prepared_by": "x", "confirmed_by": "x", "decided_on": TODAY},
        ),
    ],
)
def test_the_database_says_never(consented, ours, name, change):
    file(ours())
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Application.objects.update(**change)
    assert caught.value.__cause__.diag.constraint_name == name
