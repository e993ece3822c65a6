"""Checked item by item, verified as a whole, and only then before other offices."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exchange.adverts import checks, handing_in, lifecycle, publishing, settings, verification, writing
from exchange.adverts.checklist import Item, Outcome
from exchange.adverts.models import Advert, AdvertCheck, ExchangeSetting
from exchange.adverts.verification import Finding
from exchange.pool.models import Listing
from kernel import audit
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tests.exchange.adverts import verifying
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture
def draft(alder):
    cast.open_places()
    verifying.verify_first()
    return cast.advert("Őri Csilla", number=1, publish=False)


@pytest.fixture
def owner(draft):
    return verifying.owner()


def fresh(advert):
    return Advert.objects.get(pk=advert.pk)


def test_a_new_office_verifies_first(alder):
    assert settings.verify_first()


def test_checked_verified_published(draft):
    with pytest.raises(checks.NotVerified):
        publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    assert Listing.objects.count() == 0

    done = verifying.verified(draft)
    assert (done.state, done.verified_on, done.verified_by) == ("verified", TODAY, "system")
    assert Listing.objects.count() == 0
    published = publishing.publish(advert=done, by=SYSTEM, on=TODAY)

    assert (published.state, published.verified_on, Listing.objects.get().state) == ("active", TODAY, "active")
    verbs = list(AuditEntry.objects.filter(subject_id=str(draft.pk)).values_list("verb", flat=True))
    assert verbs == ["advert_started", "advert_written", "advert_checked", "advert_verified", "advert_published"]
    assert audit.verify() is None


def test_a_draft_with_everything_checked_waits_for_the_word_that_it_is_verified(draft):
    verification.check(advert=draft, findings=verifying.everything(draft), by=SYSTEM, on=TODAY)
    with pytest.raises(checks.NotVerified, match="ellenőrizze, utána tegye közzé"):
        publishing.publish(advert=draft, by=SYSTEM, on=TODAY)


def test_without_the_switch_nothing_is_verified(draft):
    settings.change(verify_first=False, by=SYSTEM)

    assert publishing.publish(advert=draft, by=SYSTEM, on=TODAY).verified_on is None


def test_the_tenancy_of_our_own_register_is_ticked_by_itself(draft):
    row = AdvertCheck.objects.get()

    assert (row.item, row.from_register, row.outcome) == ("tenancy", True, "seen")


def test_a_tenancy_that_ended_meanwhile_is_looked_at_again(draft):
    verifying.verified(draft)
    type(draft.tenancy).objects.filter(pk=draft.tenancy_id).update(ends_on=TODAY)
    later = TODAY + timedelta(days=2)
    with pytest.raises(checks.NotVerified, match="már nem él"):
        publishing.publish(advert=draft, by=SYSTEM, on=later)

    verification.check(advert=draft, findings={Item.TENANCY: Finding(Outcome.SEEN)}, by=SYSTEM, on=later)
    assert publishing.publish(advert=draft, by=SYSTEM, on=later).state == "active"


def test_an_open_item_and_somebody_against_it_refuse_with_its_name(draft):
    findings = verifying.everything(draft, debts=None)
    verification.check(advert=draft, findings=findings, by=SYSTEM, on=TODAY)
    with pytest.raises(checks.NotVerified, match="Még nincs ellenőrizve: tartozásigazolás: lakbér és közüzem"):
        verification.verify(advert=draft, by=SYSTEM, on=TODAY)

    against = verifying.everything(draft, maintenance=Finding(Outcome.REFUSES))
    verification.check(advert=draft, findings=against, by=SYSTEM, on=TODAY)
    with pytest.raises(checks.NotVerified, match="nem járul hozzá: eltartó"):
        verification.verify(advert=draft, by=SYSTEM, on=TODAY)


def test_somebody_who_changes_their_mind_makes_a_draft_of_it(draft):
    verifying.verified(draft)
    verification.check(advert=draft, findings={Item.NOMINATION: Finding(Outcome.REFUSES)}, by=SYSTEM, on=TODAY)

    assert (fresh(draft).state, fresh(draft).verified_on) == ("draft", None)


def test_an_unfinished_advert_is_not_verified(alder):
    begun = writing.start_for_new_owner(name="Vas Éva", by=SYSTEM)
    with pytest.raises(publishing.Unfinished):
        verification.verify(advert=begun, by=SYSTEM, on=TODAY)


@pytest.mark.parametrize(
    ("paper_on", "sentence"),
    [
        (None, "Adja meg a tulajdoni lap keltét"),
        (TODAY - timedelta(days=31), "30 napnál régebbi"),
        (TODAY + timedelta(days=1), "a jövőben van"),
    ],
)
def test_a_title_deed_without_a_good_date_is_refused_whole(owner, paper_on, sentence):
    findings = verifying.everything(owner) | {Item.TITLE_DEED: Finding(Outcome.SEEN, paper_on)}
    with pytest.raises(verification.WrongPaper, match=sentence):
        verification.check(advert=owner, findings=findings, by=SYSTEM, on=TODAY)
    assert AdvertCheck.objects.filter(advert=owner).count() == 0


def test_a_title_deed_that_grew_old_before_publishing(owner):
    verifying.verified(owner, deed_on=TODAY - timedelta(days=10))
    late = TODAY + timedelta(days=21)
    with pytest.raises(checks.NotVerified, match="A tulajdoni lap 30 napnál régebbi"):
        publishing.publish(advert=owner, by=SYSTEM, on=late)

    renewed = {Item.TITLE_DEED: Finding(Outcome.SEEN, late)}
    verification.check(advert=owner, findings=renewed, by=SYSTEM, on=late)
    assert publishing.publish(advert=owner, by=SYSTEM, on=late).state == "active"


def test_an_active_advert_is_confirmed_without_new_papers(owner):
    verifying.verified(owner)
    publishing.publish(advert=owner, by=SYSTEM, on=TODAY)
    late = TODAY + timedelta(days=60)

    assert publishing.publish(advert=owner, by=SYSTEM, on=late).expires_on == late + timedelta(days=90)


def test_taking_back_and_publishing_again_is_no_way_around(draft):
    lifecycle.withdraw(advert=draft, by=SYSTEM, at=timezone.now())
    with pytest.raises(checks.NotVerified):
        publishing.publish(advert=draft, by=SYSTEM, on=TODAY)


def test_a_verified_advert_is_taken_back(draft):
    verifying.verified(draft)

    assert lifecycle.withdraw(advert=draft, by=SYSTEM, at=timezone.now()).state == "withdrawn"


@pytest.mark.parametrize(
    ("answers", "gone", "state"),
    [
        ({"area_m2": 61}, {"flat"}, "draft"),
        ({"household_size": 3}, {"household"}, "draft"),
        ({"wish_area_max": 70, "note": "hív"}, set(), "verified"),
        ({"area_m2": 60}, set(), "verified"),
    ],
)
def test_new_facts_drop_what_rests_on_them(draft, answers, gone, state):
    verifying.verified(draft)
    before = set(AdvertCheck.objects.values_list("item", flat=True))
    writing.write(advert=draft, by=SYSTEM, answers=answers)

    assert before - set(AdvertCheck.objects.values_list("item", flat=True)) == gone
    assert (fresh(draft).state, fresh(draft).verified_by) == (state, "system" if state == "verified" else "")


def test_an_owners_new_place_drops_the_title_deed(owner):
    verifying.verified(owner)
    writing.write(advert=owner, by=SYSTEM, answers={"district": "Kertváros"})

    assert not AdvertCheck.objects.filter(advert=owner, item__in=["flat", "title_deed"]).exists()


def test_a_revised_advert_stays_shown_and_its_item_is_open_again(draft):
    verifying.verified(draft)
    publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    publishing.revise(advert=draft, by=SYSTEM, on=TODAY, answers={"monthly_cost": 66_000})

    assert checks.standing_of(fresh(draft), on=TODAY).missing == [Item.FLAT]
    assert fresh(draft).state == "active"


def test_what_is_found_again_as_it_was_keeps_who_saw_it_first(draft):
    verification.check(advert=draft, findings=verifying.everything(draft), by=SYSTEM, on=TODAY)
    later = TODAY + timedelta(days=3)
    again = verifying.everything(draft, debts=Finding(Outcome.SEEN, later))
    verification.check(advert=draft, findings=again, by=SYSTEM, on=later)

    days = dict(AdvertCheck.objects.values_list("item", "checked_on"))
    assert {item for item, day in days.items() if day == later} == {"debts"}


def test_an_item_that_is_not_needed_or_an_outcome_that_does_not_fit_is_refused(draft):
    for wrong in ({Item.TITLE_DEED: Finding(Outcome.SEEN, TODAY)}, {Item.DEBTS: Finding(Outcome.NONE)}):
        with pytest.raises(verification.CannotVerify):
            verification.check(advert=draft, findings=wrong, by=SYSTEM, on=TODAY)


def test_a_resident_hands_in_and_waits_for_the_adviser(draft):
    waiting = handing_in.finish(advert=draft, by=SYSTEM, on=TODAY)
    handing_in.finish(advert=draft, by=SYSTEM, on=TODAY + timedelta(days=1))

    assert (waiting.state, fresh(draft).handed_in_on) == ("draft", TODAY)
    assert list(Advert.objects.to_verify()) == [draft]
    verifying.verified(draft)
    assert list(Advert.objects.to_verify()) == []
    assert publishing.publish(advert=draft, by=SYSTEM, on=TODAY).handed_in_on is None


def test_taking_back_ends_the_waiting_and_handing_in_again_begins_it(draft):
    handing_in.finish(advert=draft, by=SYSTEM, on=TODAY)
    assert lifecycle.withdraw(advert=draft, by=SYSTEM, at=timezone.now()).handed_in_on is None

    again = handing_in.finish(advert=draft, by=SYSTEM, on=TODAY)
    assert (again.state, list(Advert.objects.to_verify())) == ("withdrawn", [draft])


def test_what_was_verified_once_and_taken_back_is_published_again_by_the_resident(draft):
    verifying.verified(draft)
    publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    lifecycle.withdraw(advert=draft, by=SYSTEM, at=timezone.now())

    assert handing_in.finish(advert=fresh(draft), by=SYSTEM, on=TODAY).state == "active"


def test_residents_publish_by_themselves_where_the_office_has_it_so(draft):
    settings.change(verify_first=False, by=SYSTEM)

    assert handing_in.finish(advert=draft, by=SYSTEM, on=TODAY).state == "active"


CHECK_CONSTRAINTS = [
    ("check_outcome_fits_item", {"item": "flat", "outcome": "none"}),
    ("check_outcome_fits_item", {"item": "co_owners", "outcome": "seen"}),
    ("check_outcome_fits_item", {"item": "blood", "outcome": "seen"}),
    ("check_paper_not_of_tomorrow", {"item": "debts", "outcome": "seen", "paper_on": TODAY + timedelta(days=1)}),
    ("check_title_deed_is_fresh", {"item": "title_deed", "outcome": "seen"}),
    ("check_title_deed_is_fresh", {"item": "title_deed", "outcome": "seen", "paper_on": TODAY - timedelta(days=31)}),
    ("check_register_knows_tenancies", {"item": "debts", "outcome": "seen", "from_register": True}),
    ("check_has_a_checker", {"item": "debts", "outcome": "seen", "checked_by": ""}),
    ("check_once_per_item", {"item": "tenancy", "outcome": "seen"}),
]


@pytest.mark.parametrize(("name", "values"), CHECK_CONSTRAINTS)
def test_the_database_refuses_a_check(draft, name, values):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        AdvertCheck.objects.create(advert=draft, **{"checked_on": TODAY, "checked_by": "x"} | values)
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("advert_verified_pair", {"verified_on": TODAY}),
        ("advert_verified_pair", {"verified_by": "x"}),
        ("advert_verified_has_date", {"state": "verified"}),
    ],
)
def test_the_database_refuses_half_a_verification(draft, name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Advert.objects.filter(pk=draft.pk).update(**change)
    assert caught.value.__cause__.diag.constraint_name == name


def test_the_database_refuses_a_second_setting(alder):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ExchangeSetting.objects.create(pk=2)
    assert caught.value.__cause__.diag.constraint_name == "exchange_setting_once"
