"""What the shared schema holds, column by column, and that nothing private ever reaches it."""

import pytest
from django.db import DatabaseError, connection, transaction

from exchange.adverts import publishing, writing
from exchange.adverts.models import Advert
from exchange.pool import clearing, listings
from exchange.pool.models import Leg, Listing, Place, Proposal, ProposedFlat
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY
from tests.report import say

HOME = "town district half_rooms area_m2 comfort heating has_lift step_free tenure monthly_cost floor is_vacant"
WISH = (
    "wish_places wish_half_rooms_min wish_half_rooms_max wish_area_min wish_area_max wish_cost_max wish_comfort_min "
    "wish_heatings wish_tenures wish_lift wish_step_free household_size area_per_person"
)
ALLOWED = {
    "pool_place": "id town district office_schema",
    "pool_listing": f"id office_schema advert_id {HOME} {WISH} seeks_relief affordable_cost state known_state revision "
    "listed_on expires_on rests_until",
    "pool_clearingrun": "id business_date listings vacant swaps threes fours fives chains moved relieved towns optimal bound "
    "seconds created_at",
    "pool_proposal": "id run_id shape state offices moves monthly_saving sent_on since expires_on ended_at fell_in "
    "fell_at fell_by",
    "pool_proposedflat": f"id proposal_id listing_id position office_schema offices is_live {HOME}",
    "pool_leg": "id proposal_id position mover_id flat_id office_schema offices fit relieves monthly_saving why answer "
    "answered_at reason",
    "pool_milestone": "id proposal_id task position outcome office_schema offices done_on done_at reopened_at",
    "pool_stageentry": "id proposal_id stage offices entered_at",
    "pool_viewingtime": "id proposal_id position office_schema offices starts_at chosen_at",
    "pool_poolpolicy": "id longest_cycle most_moves counts_odds",
    "pool_officepolicy": "office_schema vacant_share worse_comfort screens_by_hand two_persons decision_days",
    "pool_declinedmove": "id mover_id flat_id declined_on",
}
CANARIES = ["Zsindelyes", "Pacsirta", "Pacsirta köz", "733101", "Titkos"]


def shared_columns():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name LIKE 'pool%'"
        )
        found = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    return found


def dump():
    """Every row of every shared table that the pool's role can read, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall() if name.startswith(("pool_", "registry_", "worker_"))]
        text = {}
        for table in tables:
            cursor.execute("SELECT has_table_privilege(current_user, 'public.' || %s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT row::text FROM public."{table}" row')
                text[table] = "\n".join(row for (row,) in cursor.fetchall())
    return text


@pytest.fixture
def swap(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        ours = cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
    with context.entered(birch_office):
        cast.advert(
            "Nagy Anna",
            number=3,
            area=44,
            half_rooms=3,
            rent=52_000,
            town="Nyírtelek",
            district="Újtelep",
            wish_area_min=70,
        )
    clearing.run(on=TODAY)
    return ours


def test_every_column_of_the_pool_is_on_the_list(db):
    assert shared_columns() == {table: set(columns.split()) for table, columns in ALLOWED.items()}


def test_what_leaves_an_office_is_a_closed_list(swap, alder_office):
    with context.entered(alder_office):
        with pytest.raises(ValueError, match="note"):
            listings.publish(advert_id=swap.pk, columns=cast.columns(note="x"), on=TODAY, expires_on=TODAY)
        with pytest.raises(ValueError, match="street"):
            writing.fill(swap, {"street": "x"})


def test_canaries_planted_in_an_office_never_reach_the_shared_schema(alder_office):
    from cases.tenancies import ledger

    with context.entered(alder_office):
        cast.open_places()
        let = cast.tenancy(
            "Zsindelyes Titkos Manó", cast.flat("Pacsirta köz", 147, area=80, half_rooms=6), rent=110_000
        )
        ledger.charge(
            tenancy=let,
            kind="other",
            period=TODAY.replace(month=8),
            amount=733_101,
            due_on=TODAY.replace(month=8),
            by=SYSTEM,
        )
        begun = writing.start_from_tenancy(tenancy=let, by=SYSTEM, on=TODAY)
        begun = writing.write(advert=begun, by=SYSTEM, answers={"note": "Titkos: Pacsirta köz 147, adóssága 733101"})
        publishing.publish(advert=begun, by=SYSTEM, on=TODAY)
        assert Advert.objects.get().in_arrears is True
        own = repr(list(Advert.objects.values())) + repr(list(let.parties.values("person__name")))
    text = dump()
    found = [(canary, table) for canary in CANARIES for table, rows in text.items() if canary in rows]

    say("I9", tried=len(CANARIES), survived=len(CANARIES) - len(found), leaked=len(found))
    assert "Égervár" in text["pool_listing"]
    assert Listing.objects.get().seeks_relief is True
    assert all(canary in own for canary in ("Zsindelyes", "Pacsirta", "733"))
    assert found == []


def test_an_office_sees_its_own_listings_and_only_the_proposals_it_is_in(swap, alder_office, birch_office):
    with context.entered(birch_office):
        cast.listing(area_m2=300)
    for office in (alder_office, birch_office):
        with context.entered(office):
            assert set(Listing.objects.values_list("office_schema", flat=True)) == {office.schema_name}
            assert (Proposal.objects.count(), Leg.objects.count(), ProposedFlat.objects.count()) == (1, 2, 2)
    assert Listing.objects.count() == 3


def test_an_office_outside_a_proposal_sees_nothing_of_it(swap, db):
    from tenants.registry.models import Office

    with context.entered(Office.objects.get(slug="operator")):
        assert (
            Proposal.objects.count(),
            Leg.objects.count(),
            ProposedFlat.objects.count(),
            Listing.objects.count(),
        ) == (0, 0, 0, 0)


FORBIDDEN = [
    "UPDATE pool_listing SET state = 'active'",  # own, but in a proposal
    "UPDATE pool_listing SET state = 'done' WHERE state = 'withdrawn'",
    "INSERT INTO pool_listing SELECT * FROM pool_listing",
    "DELETE FROM pool_listing",
    "UPDATE pool_proposal SET state = 'completed', ended_at = now()",
    "UPDATE pool_proposedflat SET is_live = false",
    "UPDATE pool_leg SET fit = 100",
    "SELECT relieves FROM pool_leg",
    "DELETE FROM pool_leg",
    "SELECT * FROM pool_declinedmove",
    "SELECT * FROM pool_clearingrun",
    "INSERT INTO pool_place (town, district, office_schema) VALUES ('Égervár', 'X', 't_birch')",
    "UPDATE pool_place SET town = 'X'",
    "UPDATE pool_milestone SET outcome = 'conditional'",
    "DELETE FROM pool_milestone",
    "UPDATE pool_poolpolicy SET longest_cycle = 5",
    "DELETE FROM pool_stageentry",
]


def outcome_of(statement):
    """How many rows it changed, or what the database said."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return f"{cursor.rowcount} rows"
    except DatabaseError as error:
        said = str(error)
        return next(
            (words for words in ("permission denied", "row-level security", "duplicate key") if words in said), said
        )


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_an_offices_role_cannot_go_beyond_its_own_part(swap, alder_office, statement):
    before = list(Listing.objects.values_list("pk", "state")), list(Proposal.objects.values_list("pk", "state"))
    with context.entered(alder_office):
        assert outcome_of(statement) in {"0 rows", "permission denied", "row-level security", "duplicate key"}

    assert (
        list(Listing.objects.values_list("pk", "state")),
        list(Proposal.objects.values_list("pk", "state")),
    ) == before


def test_control_the_same_office_may_change_what_is_its_own(swap, alder_office):
    with context.entered(alder_office):
        free = cast.listing(area_m2=300)
        assert Listing.objects.filter(pk=free.pk).update(state="withdrawn") == 1
        assert (
            Leg.objects.filter(office_schema="t_alder").update(answer="accepted", answered_at="2026-11-23T12:00Z") == 1
        )
        assert (
            Leg.objects.filter(office_schema="t_birch").update(answer="accepted", answered_at="2026-11-23T12:00Z") == 0
        )


def test_a_place_is_never_typed(alder):
    cast.open_places()
    own = {"office_schema": "t_alder", "advert_id": cast.uuid4(), "listed_on": TODAY, "expires_on": TODAY}
    typed = cast.columns(town="Kovács Béla")
    with pytest.raises(DatabaseError, match="listing_place"), transaction.atomic():
        Listing.objects.create(**own, **typed)
    assert Place.objects.filter(town="Kovács Béla").count() == 0
