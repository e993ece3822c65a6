"""The enumeration finds every bounded cycle once, also when it must work in small blocks."""

from __future__ import annotations

import time
from itertools import permutations

import numpy as np
import pytest

from exchange.matching import cycles


@pytest.mark.parametrize("most_paths", [3, cycles.MOST_PATHS])
def test_cycles_are_each_found_once(monkeypatch: pytest.MonkeyPatch, most_paths: int) -> None:
    monkeypatch.setattr(cycles, "MOST_PATHS", most_paths)
    pairs = np.random.default_rng(11).integers(0, 14, size=(70, 2))
    source, target = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0).T.copy()
    present = set(zip(source.tolist(), target.tolist(), strict=True))
    wanted = {
        members
        for length in (2, 3, 4, 5)
        for members in permutations(range(14), length)
        if members[0] == min(members) and all((members[i], members[(i + 1) % length]) in present for i in range(length))
    }

    found = cycles.enumerate_cycles(14, source, target, 5, time.monotonic() + 60)

    listed = []
    for rows in found.by_length.values():
        for members in source[rows].tolist():
            turn = members.index(min(members))
            listed.append(tuple(members[turn:] + members[:turn]))
    assert found.complete
    assert len(listed) == len(set(listed))
    assert set(listed) == wanted
