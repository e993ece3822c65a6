"""One linear or integer programme over some of the columns, solved with HiGHS; and its bound, in integers.

HiGHS works in floating point with tolerances, so its bound is not taken as proof. Any non-negative row
prices give a valid upper bound by weak duality: `price_bound` rounds the prices HiGHS found to multiples of
1/SCALE, raises them until every column is paid for, and adds up in 64-bit integers. A price is at most
MOST_GAIN * SCALE = 2^50 and a column has fewer than 2^10 entries, so no column overflows; a bound above
MOST_GAIN is refused, which also keeps the half point that separates two integer programmes' values a
thousand times above the solver's relative tolerance of 10^-9 at worst, and far more in practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from exchange.matching.columns import Columns
from exchange.matching.problem import Integers

SCALE = 1 << 20
# Larger totals are not proven: the solver's tolerances could blur single points.
MOST_GAIN = 10**9
LONGEST_SUM = 2.0**62

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The columns of one programme, the component of each, and how many components there are."""

    chosen: Integers
    group: Integers
    groups: int


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """The programme's rows over its own columns: packing and flow rows, named as in Columns."""

    entry_row: Integers
    entry_column: Integers
    entry_factor: Integers
    row_names: Integers
    upper: Integers
    row_group: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What HiGHS returned: whether it finished, the column values if any, the row prices of a relaxation."""

    finished: bool
    levels: Reals | None
    prices: Reals | None


def matrix(columns: Columns, part: Part) -> Matrix:
    """Collect the packing and flow rows that concern the part."""
    place = np.full(len(columns), -1, dtype=np.int64)
    place[part.chosen] = np.arange(len(part.chosen))
    inside = place[columns.entry_column] >= 0
    column = place[columns.entry_column[inside]]
    names, row = np.unique(columns.entry_row[inside], return_inverse=True)
    row_group = np.zeros(len(names), dtype=np.int64)
    row_group[row] = part.group[column]
    upper = (names < columns.size).astype(np.int64)
    return Matrix(row, column, columns.entry_factor[inside], names, upper, row_group)


def optimise(rows: Matrix, gain: Integers, *, integral: bool, seconds: float) -> Answer:
    """Maximise `gain` over the programme, as an integer programme or as its relaxation.

    One thread, no relative gap; an absolute gap of one half is none, for all gains are integers.
    """
    order = np.lexsort((rows.entry_row, rows.entry_column))
    start = np.zeros(len(gain) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows.entry_column, minlength=len(gain)), out=start[1:])
    model = highspy.HighsLp()
    model.num_col_ = len(gain)
    model.num_row_ = len(rows.upper)
    model.sense_ = highspy.ObjSense.kMinimize
    model.col_cost_ = -gain.astype(np.float64)
    model.col_lower_ = np.zeros(len(gain))
    model.col_upper_ = np.ones(len(gain)) if integral else np.full(len(gain), highspy.kHighsInf)
    model.row_lower_ = np.full(len(rows.upper), -highspy.kHighsInf)
    model.row_upper_ = rows.upper.astype(np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = start.astype(np.int32)
    model.a_matrix_.index_ = rows.entry_row[order].astype(np.int32)
    model.a_matrix_.value_ = rows.entry_factor[order].astype(np.float64)
    if integral:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(gain)
    create: Any = highspy.Highs  # its constructor carries no annotations
    solver = create()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", max(seconds, 0.01))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    solver.passModel(model)
    solver.run()
    finished = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    solution = solver.getSolution()
    levels = np.array(solution.col_value) if solution.value_valid else None
    prices = -np.array(solution.row_dual) if not integral and solution.dual_valid else None
    return Answer(finished, levels, prices)


def price_bound(
    columns: Columns, part: Part, rows: Matrix, gain: Integers, prices: Reals
) -> tuple[Integers, Integers] | None:
    """A proven upper bound per component and the loss per column, both in units of 1/SCALE.

    A solution that uses a column stays below the component's bound by at least that column's loss.
    Nothing is returned where the gains are too large to be added up safely.
    """
    if gain.max(initial=0) > MOST_GAIN:
        return None
    price = np.rint(np.clip(prices, 0, MOST_GAIN) * SCALE).astype(np.int64)
    paid = np.zeros(len(gain), dtype=np.int64)
    np.add.at(paid, rows.entry_column, rows.entry_factor * price[rows.entry_row])
    short = np.maximum(gain * SCALE - paid, 0)
    # Every column occupies its owner's packing row with factor one: raising that price pays for the column.
    owner_row = np.searchsorted(rows.row_names, columns.owner[part.chosen])
    raised = np.zeros(len(price), dtype=np.int64)
    np.maximum.at(raised, owner_row, short)
    price += raised
    if float(price.astype(np.float64).sum()) > LONGEST_SUM:
        return None
    paid = np.zeros(len(gain), dtype=np.int64)
    np.add.at(paid, rows.entry_column, rows.entry_factor * price[rows.entry_row])
    bound = np.zeros(part.groups, dtype=np.int64)
    np.add.at(bound, rows.row_group, price * rows.upper)
    if bound.max(initial=0) > MOST_GAIN * SCALE:
        return None
    return bound, paid - gain * SCALE
