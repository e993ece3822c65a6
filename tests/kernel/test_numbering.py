import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.numbering import find_references, reference

CODE = reference("KL", 123)
PLAN = reference("RM", 77)
NUMBERS = st.integers(1, 999_999)
PREFIXES = st.sampled_from(["KL", "RM", "X", "ABCD"])


def test_reference_has_a_prefix_six_digits_and_two_check_digits():
    assert f"KL-000123-{98 - 202100012300 % 97:02d}" == CODE


@pytest.mark.parametrize(
    ("prefix", "number"),
    [("kl", 1), ("", 1), ("KÖ", 1), ("ABCDE", 1), ("KL", 0), ("KL", -1), ("KL", 1_000_000)],
)
def test_reference_outside_the_form_is_refused(prefix, number):
    with pytest.raises(ValueError, match="a reference"):
        reference(prefix, number)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", " - "),
        CODE.replace("-", "\u2013"),
        CODE.replace("-", "\u00a0"),
        f"lakbér 11. hó {CODE} köszönettel",
        f"lakbér{CODE.replace('-', '')}november",
        "K L " + " ".join(CODE[3:].replace("-", "")),
        f"{CODE}, {CODE.lower()}",
        f"{CODE} 2026",
    ],
)
def test_reference_is_found_however_it_was_typed(text):
    assert find_references(text, ["KL", "RM"]) == [CODE]


@pytest.mark.parametrize(
    "text", ["", "lakbér november", "70336", "KL-000123", CODE[:-2] + "00", CODE + "1", "KL-000000-98"]
)
def test_nothing_certain_is_found(text):
    assert find_references(text, ["KL"]) == []


def test_several_references_come_in_the_order_they_were_typed():
    assert find_references(f"{PLAN} és {CODE}", ["KL", "RM"]) == [PLAN, CODE]


def test_other_prefixes_are_not_ours():
    assert find_references(CODE, ["RM"]) == []


@given(PREFIXES, NUMBERS)
def test_every_reference_is_found_again(prefix, number):
    code = reference(prefix, number)

    assert find_references(f"x {code.lower()} y", [prefix]) == [code]


@given(PREFIXES, NUMBERS, st.integers(0, 7), st.integers(1, 9))
def test_any_single_wrong_digit_is_rejected(prefix, number, place, shift):
    _, digits, check = reference(prefix, number).split("-")
    code = digits + check
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]

    assert find_references(prefix + wrong, [prefix]) == []


@given(PREFIXES, NUMBERS, st.integers(0, 6))
def test_two_swapped_neighbours_are_rejected(prefix, number, place):
    _, digits, check = reference(prefix, number).split("-")
    code = digits + check
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert find_references(prefix + swapped, [prefix]) == ([] if swapped != code else [reference(prefix, number)])


@given(st.text())
def test_any_text_may_be_searched(text):
    find_references(text, ["KL", "RM"])
