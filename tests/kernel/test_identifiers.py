import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kernel import identifiers

ACCOUNTS = [
    ("11773016-11111018", "HU42117730161111101800000000"),
    ("99900016-10000018", "HU33999000161000001800000000"),
    ("99900016-10000025", "HU50999000161000002500000000"),
    ("99900016-10000032", "HU67999000161000003200000000"),
    ("99900016-20000019", "HU26999000162000001900000000"),
    ("99900016-10000050-00000006", "HU18999000161000005000000006"),
]


@pytest.mark.parametrize(("account", "iban"), ACCOUNTS)
def test_account_number_and_its_iban(account, iban):
    assert identifiers.check_giro(account) == identifiers.Checked(True, account)
    assert identifiers.iban_from_giro(account.replace("-", " ")) == iban
    assert identifiers.check_iban(iban).valid
    assert identifiers.normalise_account(account) == iban


def test_iban_is_normalised():
    checked = identifiers.check_iban(" hu42 1177 3016 1111 1018 0000 0000 ")

    assert (checked.valid, checked.normalised) == (True, "HU42117730161111101800000000")


def test_foreign_iban_is_checked_by_mod_97_only():
    assert identifiers.check_iban("DE89 3704 0044 0532 0130 00").valid
    assert not identifiers.check_iban("DE89 3704 0044 0532 0130 01").valid


@pytest.mark.parametrize(
    "value", ["", "1177301", "11773016-1111101", "11773017-11111018", "11773016-11111019", "0" * 16, "A" * 16]
)
def test_wrong_account_number_is_refused_with_a_reason(value):
    checked = identifiers.check_giro(value)

    assert not checked.valid
    assert str(checked.reason)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "HU42",
        "HU43117730161111101800000000",
        "HU4211773016111110180000000",
        "HU4211773016111110180000000A",
    ],
)
def test_wrong_iban_is_refused_with_a_reason(value):
    checked = identifiers.check_iban(value)

    assert not checked.valid
    assert str(checked.reason)


@translation.override("en")
def test_iban_of_a_wrong_account_number_is_refused():
    account = "999000161000001900000000"
    digits = f"{98 - int(account + '173000') % 97:02d}"

    assert not identifiers.check_iban(f"HU{digits}{account}").valid
    with pytest.raises(ValueError, match="mistake"):
        identifiers.iban_from_giro(account)


def test_odd_payer_account_is_kept_as_it_is():
    assert identifiers.normalise_account(" 12-34 x ") == "1234X"


@given(st.integers(0, 23), st.integers(1, 9), st.sampled_from([iban for _, iban in ACCOUNTS]))
def test_any_single_wrong_digit_is_noticed(place, shift, iban):
    digits = iban[4:]
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]

    assert not identifiers.check_iban(iban[:4] + wrong).valid


@pytest.mark.parametrize("value", ["000 000 017", "000 000 024", "000-000-031"])
def test_valid_social_security_number(value):
    assert identifiers.check_taj(value).valid


@pytest.mark.parametrize("value", ["", "000000000", "000000018", "00000001", "00000001a"])
def test_wrong_social_security_number(value):
    checked = identifiers.check_taj(value)

    assert not checked.valid
    assert str(checked.reason)


@pytest.mark.parametrize("value", ["8391480070", "8321420036", "83 9148 0070"])
def test_valid_tax_identifier(value):
    assert identifiers.check_tax_id(value).valid


@pytest.mark.parametrize("value", ["", "8391480071", "7391480070", "839148007", "83914800700"])
def test_wrong_tax_identifier(value):
    checked = identifiers.check_tax_id(value)

    assert not checked.valid
    assert str(checked.reason)


@given(st.text())
def test_any_text_gets_a_verdict(text):
    for check in (
        identifiers.check_giro,
        identifiers.check_iban,
        identifiers.check_taj,
        identifiers.check_tax_id,
    ):
        verdict = check(text)
        assert verdict.valid is not bool(str(verdict.reason))
    identifiers.normalise_account(text)
