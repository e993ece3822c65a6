"""When a landlord may, must not and must refuse an exchange: the Housing Act's 29. § as a table of cases."""

import pytest

from exchange.moves import landlord_rules
from exchange.moves.landlord_rules import Facts, Refusal, RightHolder

PLAIN = {"is_protected": False, "papers_late": False, "title_doubt": False, "right_holder": RightHolder.NONE}


def facts(**different):
    return Facts(**(PLAIN | different))


@pytest.mark.parametrize(
    ("known", "reason", "may"),
    [
        ({}, Refusal.LOCAL, True),
        ({"is_protected": True}, Refusal.LOCAL, False),
        ({"is_protected": True, "title_doubt": True}, Refusal.TITLE, True),
        ({"is_protected": True, "papers_late": True}, Refusal.PAPERS, True),
        ({"is_protected": True, "title_doubt": True}, Refusal.LOCAL, False),
        ({}, Refusal.PAPERS, False),
        ({"papers_late": True}, Refusal.PAPERS, True),
        ({}, Refusal.TITLE, False),
        ({"title_doubt": True}, Refusal.TITLE, True),
        ({}, Refusal.RIGHT_HOLDER, False),
        ({"right_holder": RightHolder.REFUSES}, Refusal.RIGHT_HOLDER, True),
        ({"is_protected": True, "right_holder": RightHolder.REFUSES}, Refusal.RIGHT_HOLDER, True),
    ],
)
def test_a_refusal_needs_a_reason_that_the_law_knows(known, reason, may):
    assert (landlord_rules.why_not_refuse(facts(**known), reason) == "") is may


@pytest.mark.parametrize(
    ("holder", "may"),
    [
        (RightHolder.NONE, True),
        (RightHolder.CONSENTS, True),
        (RightHolder.WAITING, False),
        (RightHolder.REFUSES, False),
    ],
)
def test_without_the_right_holder_there_is_no_consent(holder, may):
    assert (landlord_rules.why_not_approve(facts(right_holder=holder)) == "") is may
    assert landlord_rules.must_refuse(facts(right_holder=holder)) is (holder == RightHolder.REFUSES)
