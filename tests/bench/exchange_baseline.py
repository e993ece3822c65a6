"""The clearing beside kep_solver on the same instances: CPU time and peak memory, each in a process of its own.

kep_solver lives in an environment of its own below `var/bench`, made with pip when it is missing (it needs an old pulp);
without it the bench says so. Both have to reach the same figures, or the line says that they differ.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import venv
from pathlib import Path

from exchange.matching import clearing, instances
from exchange.matching.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "var" / "bench" / "kep_solver"
NEEDED = ("kep_solver==4.0.2", "pulp<4")
SECONDS = 900
REPEATS = 5


def python_of_baseline() -> Path | None:
    """The Python that has kep_solver; None where it cannot be installed."""
    python = PLACE / "bin" / "python"
    if not python.exists():
        venv.create(PLACE, with_pip=True)
        asked = subprocess.run([python, "-m", "pip", "install", "--quiet", *NEEDED], check=False, capture_output=True)
        if asked.returncode:
            python.unlink()
            return None
    return python


def document(problem: Problem) -> str:
    """The instance as the neutral format has it."""
    arcs = problem.arcs
    return json.dumps(
        {
            "k": problem.longest_cycle,
            "offer_fields": instances.OFFER_FIELDS,
            "offers": [
                [number, int(one.arrears), one.cost, one.affordable, int(one.vacant)]
                for number, one in enumerate(problem.offers)
            ],
            "arcs": list(map(list, zip(arcs.source.tolist(), arcs.target.tolist(), arcs.weight.tolist(), strict=True))),
            "chains": {"max_moves": problem.max_moves, "vacancies": list(problem.vacancies)},
        }
    )


def ours() -> None:
    """In a process of its own: the instance from standard input, one JSON line out; the best of a few times."""
    problem = instances.read(sys.stdin.read())
    best = float("inf")
    for _ in range(REPEATS):
        started = time.process_time()
        solution = clearing.solve(problem)
        best = min(best, time.process_time() - started)
    values = [solution.relieved, solution.moved, solution.weight]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"cpu_seconds": round(best, 4), "peak_mb": peak, "values": values, "optimal": solution.optimal}))


def compare(name: str, problem: Problem) -> dict[str, object]:
    """One pool through both."""
    python, text = python_of_baseline(), document(problem)
    mine = _run([sys.executable, "-c", "from tests.bench import exchange_baseline as b; b.ours()"], text)
    line: dict[str, object] = {"bench": f"kep_{name}", "arcs": len(problem.arcs), "ours": mine}
    if python is None:
        return line | {"kep_solver": "not installed"}
    theirs = _run([str(python), str(ROOT / "tests" / "bench" / "kep_child.py")], text)
    if theirs is None or mine is None:
        return line | {"kep_solver": f"not done in {SECONDS} s"}
    ratio = round(theirs["cpu_seconds"] / max(mine["cpu_seconds"], 1e-4), 1)
    return line | {"kep_solver": theirs, "ratio": ratio, "same": theirs["values"] == mine["values"]}


def _run(command: list[str], text: str) -> dict[str, float] | None:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "PATH": "/usr/bin:/bin"}
    try:
        done = subprocess.run(
            command, input=text, text=True, capture_output=True, timeout=SECONDS, check=True, env=environment, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    from tests.bench.exchange_clearing import POOLS, Pool, draw

    sizes = {"sparse_10000_k3": POOLS["sparse_10000_k3"], "sparse_10000_k4": POOLS["sparse_10000_k4"],
             "sparse_50000_k3": POOLS["sparse_50000_k3"], "dense_10000_k3": Pool(10_000, 0, 20, 3, 0)}  # fmt: skip
    for name, pool in sizes.items():
        print(json.dumps(compare(name, draw(pool))), flush=True)


if __name__ == "__main__":
    main()
