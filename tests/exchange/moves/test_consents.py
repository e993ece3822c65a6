"""The consent ledger: everybody with a right says yes to this very move, version by version."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from exchange.moves import consents
from exchange.moves.models import Consent
from exchange.pool import progress
from exchange.pool.crossing import meeting_place
from exchange.pool.models import DeclinedMove, Proposal
from exchange.pool.steps import Stage
from tenants import context
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER
from tests.exchange.pool.cast import NOON, TODAY


@pytest.fixture
def asked(swap):
    return moves.bring(swap, Stage.CONSENTS)


def say(seat, name, role="tenant", outcome="given", on=TODAY):
    return consents.record(
        proposal=Proposal.objects.get(pk=seat.proposal.pk), position=seat.position, role=role, name=name,
        outcome=outcome, way="person", on=on, by=ADVISER, at=NOON,
    )  # fmt: skip


def stage():
    return Proposal.objects.get().stage


def done(seat):
    from exchange.moves import seats

    return seats.of(Proposal.objects.get()).is_done("consent", seat.position)


def test_every_joint_tenant_is_asked_and_the_last_yes_completes(asked, ours):
    assert [(one.role, one.name) for one in consents.parties(ours())] == [
        ("tenant", "Őri Csilla"),
        ("joint_tenant", "Őri Dénes"),
    ]
    say(ours(), "Őri Csilla")
    assert not done(ours())
    say(ours(), "Őri Dénes", role="joint_tenant", outcome="renounced")
    assert done(ours())


def test_somebody_added_is_needed_too_and_opens_what_was_complete(asked, ours):
    say(ours(), "Őri Csilla")
    say(ours(), "Őri Dénes", role="joint_tenant")
    added = {"proposal": Proposal.objects.get(), "position": ours().position, "by": ADVISER, "at": NOON}
    consents.add_party(role="usufructuary", name="  Vén   Mária ", **added)
    assert not done(ours())
    with pytest.raises(consents.CannotRecord):
        consents.add_party(role="usufructuary", name="Vén Mária", **added)
    say(ours(), "Vén Mária", role="usufructuary")
    assert done(ours())


def test_a_changed_cost_opens_only_the_consents_that_it_touches(asked, ours, birch_office):
    say(ours(), "Őri Csilla")
    say(ours(), "Őri Dénes", role="joint_tenant")
    with context.entered(birch_office):
        moves.consent(moves.seats.of(Proposal.objects.get()))
    assert stage() == Stage.ALL_CONSENTED
    with context.entered(birch_office):
        flat = moves.seats.of(Proposal.objects.get()).ours[0]
        progress.change_cost(proposal=flat.proposal, position=flat.position, monthly_cost=61_500, by=ADVISER, at=NOON)
    assert stage() == Stage.CONSENTS
    assert [one.is_stale for one in consents.parties(ours())] == [True, True]
    with context.entered(birch_office):
        assert [one.has_agreed for one in consents.parties(moves.seats.of(Proposal.objects.get()).ours[0])] == [True]
    say(ours(), "Őri Csilla")
    second = say(ours(), "Őri Dénes", role="joint_tenant")
    assert (second.version, second.monthly_cost) == (2, 61_500)
    assert stage() == Stage.ALL_CONSENTED
    assert [one.version for one in consents.history(ours().advert) if one.name == "Őri Dénes"] == [2, 1]


def test_a_no_ends_the_exchange_and_the_move_is_not_proposed_again(asked, ours):
    seat = ours()
    say(seat, "Őri Dénes", role="joint_tenant", outcome="refused")
    ended = Proposal.objects.get()
    assert (ended.state, ended.fell_in, ended.fell_by) == ("collapsed", "consents", "consent")
    with meeting_place():
        assert DeclinedMove.objects.filter(mover=seat.flat.listing_id).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Idegen Ida"}, {"on": TODAY + timedelta(days=1)}, {"outcome": "waiting"}, {"outcome": "perhaps"}],
)
def test_what_cannot_be_written_down_changes_nothing(asked, ours, wrong):
    with pytest.raises(consents.CannotRecord):
        say(ours(), **({"name": "Őri Csilla"} | wrong))
    assert Consent.objects.count() == 0


def test_nothing_is_asked_before_everybody_said_yes(swap, ours):
    with pytest.raises(consents.CannotRecord):
        say(ours(), "Őri Csilla")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("consent_answer_pair", {"outcome": "waiting"}),
        ("consent_answer_pair", {"way": ""}),
        ("consent_named", {"name": ""}),
        ("consent_role", {"role": "neighbour"}),
        ("consent_renounced_by_tenant", {"outcome": "renounced", "role": "mortgagee"}),
    ],
)
def test_the_database_says_never(asked, ours, name, change):
    say(ours(), "Őri Csilla")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Consent.objects.update(**change)
    assert caught.value.__cause__.diag.constraint_name == name
