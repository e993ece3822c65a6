from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0\u00a0Ft"),
        (950, "950\u00a0Ft"),
        (12345, "12\u00a0345\u00a0Ft"),
        (-7140, "\u22127\u00a0140\u00a0Ft"),
        (1234567, "1\u00a0234\u00a0567\u00a0Ft"),
    ],
)
def test_amount_is_shown_with_no_break_spaces(amount, shown):
    assert money.format_forint(amount) == shown


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("34 080", 34080),
        ("34\u00a0080", 34080),
        ("34\u202f080", 34080),
        ("44 280 Ft", 44280),
        ("44280,-Ft", 44280),
        ("84.000,-", 84000),
        ("84.000.-", 84000),
        ("28.040,-", 28040),
        ("28.040,-- Ft", 28040),
        ("-7140", -7140),
        ("\u22127 140 Ft", -7140),
        ("-7140,00", -7140),
        ("28080,00", 28080),
        ("28080.00", 28080),
        ("1.234.567", 1234567),
        ("1,234,567.00", 1234567),
        ("1,234.00", 1234),
        ("12 345,00 HUF", 12345),
        (0, 0),
        ("0", 0),
        (12345, 12345),
        (12345.0, 12345),
        (Decimal("12345.00"), 12345),
        ("-", 0),
        ("\u2013", 0),
    ],
)
def test_cell_is_read_as_whole_forints(cell, amount):
    assert money.parse_forint(cell) == amount


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        None,
        True,
        "lásd külön",
        "12,345",
        "12,50",
        "12.5",
        12345.5,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("0.5"),
        "12 34",
        "1 234.567",
        "(7140)",
        "7140-",
        "=SUM(J4:J9)",
        "12e3",
        "34 080?",
        "kb. 34 080",
        "٣٤٠٨٠",
        "9" * 5000,
        "10000000000001",
        "99900016-10000018",
    ],
)
def test_doubtful_cell_is_refused(cell):
    with pytest.raises(money.NotWholeForints) as refusal:
        money.parse_forint(cell)

    assert str(refusal.value)


@given(st.integers(-(10**13), 10**13))
def test_shown_amount_reads_back(amount):
    assert money.parse_forint(money.format_forint(amount)) == amount


@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    with suppress(money.NotWholeForints):
        assert isinstance(money.parse_forint(text), int)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (12340, 12340),
        (12341, 12340),
        (12342, 12340),
        (12343, 12345),
        (12344, 12345),
        (12345, 12345),
        (12346, 12345),
        (12347, 12345),
        (12348, 12350),
        (12349, 12350),
        (-12342, -12340),
        (-12343, -12345),
        (1, 0),
        (0, 0),
    ],
)
def test_cash_is_rounded_to_five_forints(amount, rounded):
    assert money.round_cash(amount) == rounded


@given(st.integers())
def test_rounding_moves_at_most_two_forints(amount):
    rounded = money.round_cash(amount)

    assert rounded % 5 == 0
    assert abs(rounded - amount) <= 2
