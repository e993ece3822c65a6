"""Hungarian alphabetical order, without a collation library."""

import pytest

from kernel import collation


@pytest.mark.parametrize(
    "ordered",
    [
        ["cukor", "csal", "csík"],
        ["Cudar", "Csaba", "Dénes", "Dzéta", "Dzsó", "Eger"],
        ["geg", "gyűr", "had"],
        ["luk", "lyuk", "mák"],
        ["nap", "nyár", "ok"],
        ["sor", "szó", "tó", "tyúk", "ujj"],
        ["zab", "zsák"],
        ["o", "ok", "öl", "p"],
        ["Kovács Anna", "Kovács Béla", "Kovácsi Anna"],
        ["kasza", "kassza"],
        ["Nagy Ödön", "Nagy Őri", "Nagy Pál"],
        ["Minta utca 2.", "Minta utca 12."],
    ],
)
def test_words_come_in_hungarian_order(ordered):
    assert sorted(sorted(ordered), key=collation.sort_key) == ordered


def test_long_vowels_only_break_ties():
    assert sorted(["kör", "kór", "kor"], key=collation.sort_key) == ["kor", "kór", "kör"]


def test_search_ignores_accents_and_case():
    assert collation.search_key("Őri Árvácska") == collation.search_key("ORI arvacska")
