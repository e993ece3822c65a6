"""One instance through kep_solver, in an environment of its own: CPU seconds, peak memory, what it achieved.

Run by `exchange_baseline` with that environment's Python: the instance on standard input, one JSON line out.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from kep_solver.entities import Donor, Instance, Recipient, Transplant
from kep_solver.model import CycleAndChainModel, Objective, Sense, TransplantCount
from kep_solver.programme import Programme


class EdgeSum(Objective):
    """The sum of what each move is worth: relieved households, or fit."""

    def __init__(self, values: dict[tuple[str, str], int], words: str) -> None:
        self._values, self._words = values, words

    def edgeValue(self, graph: Any, edge: Any, position: int | None = None) -> float:
        return float(self._values.get((edge.donor.id, edge.end.donor.id), 0))

    def describe(self) -> str:
        return self._words

    @property
    def sense(self) -> Sense:
        return Sense.MAX


def cpu() -> float:
    """Seconds of this process and of the solvers it started."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def instance_of(document: dict[str, Any]) -> tuple[Instance, dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """A household is a recipient with the donor of its own flat; taking a flat is a transplant from its donor."""
    pool = Instance()
    offers = document["offers"]
    donors, recipients = {}, {}
    for number, *_facts, vacant in offers:
        donor = Donor(f"d{number}")
        if vacant:
            donor.NDD = True
            pool.addDonor(donor)
        else:
            recipient = Recipient(f"r{number}")
            recipient.addDonor(donor)
            donor.recipient = recipient
            pool.addRecipient(recipient)
            recipients[number] = recipient
        donors[number] = donor
    relieves, fits = {}, {}
    for source, target, weight in document["arcs"]:
        transplant = Transplant(donors[target], recipients[source], float(weight))
        donors[target].addTransplant(transplant)
        key = (f"d{target}", f"d{source}")
        _id, arrears, _cost, affordable, _vacant = offers[source]
        relieves[key], fits[key] = int(arrears and offers[target][2] <= affordable), weight
    return pool, relieves, fits


def main() -> None:
    document = json.load(sys.stdin)
    started = cpu()
    pool, relieves, fits = instance_of(document)
    objectives = [EdgeSum(relieves, "relieved"), TransplantCount(), EdgeSum(fits, "fit")]
    moves = document["chains"]["max_moves"]
    programme = Programme(
        objectives, document["k"], moves + 1 if moves else 0, "baseline", full_details=False, model=CycleAndChainModel
    )
    solution, _model = programme.solve_single(pool)
    print(
        json.dumps(
            {
                "cpu_seconds": round(cpu() - started, 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "values": [round(value) for value in solution.values] if solution else None,
            }
        )
    )


if __name__ == "__main__":
    main()
