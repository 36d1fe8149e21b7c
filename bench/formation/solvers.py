"""The solvers that are compared, and one run of one of them in a process of its own.

    python -m bench.formation.solvers NAME INSTANCE SECONDS

prints one line of JSON: objective, bound (null: none), seconds, peak_mb, groups, placed; or {"left_out": why}.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.formation.plain import TooLarge
from formation.baselines import each_alone, pooled_first_come
from formation.evaluation import evaluate
from formation.model import Instance, Solution
from formation.reading import read_instance

type Answer = tuple[Solution, int | None]


def own(instance: Instance, seconds: float) -> Answer:
    from formation.solving import solve  # HiGHS: see below

    outcome = solve(instance, seconds=seconds)
    return outcome.solution, outcome.bound


def compact(instance: Instance, seconds: float) -> Answer:
    from formation.exact import solve_exact  # HiGHS: see below

    outcome = solve_exact(instance, seconds=seconds)
    return outcome.solution, outcome.bound


def plain(instance: Instance, seconds: float) -> Answer:
    from bench.formation import (
        cpsat,  # OR-tools is not always installed, and brings a HiGHS that cannot live beside ours
    )

    outcome = cpsat.solve(instance, seconds)
    return outcome.solution, outcome.bound


def first_come(instance: Instance, seconds: float) -> Answer:
    del seconds
    return pooled_first_come(instance), None


def alone(instance: Instance, seconds: float) -> Answer:
    del seconds
    return each_alone(instance), None


SOLVERS: dict[str, Callable[[Instance, float], Answer]] = {
    "our own": own,
    "HiGHS, compact model": compact,
    "CP-SAT, plain model": plain,
    "pooled first come": first_come,
    "each municipality alone": alone,
}


def measure(name: str, instance: Instance, seconds: float) -> dict[str, Any]:
    """One run. `seconds` of wall time from the read instance to the plan; `peak_mb` of this process since it began."""
    began = time.perf_counter()
    try:
        solution, bound = SOLVERS[name](instance, seconds)
    except TooLarge as error:
        return {"left_out": str(error)}
    took = time.perf_counter() - began
    evaluation = evaluate(instance, solution)
    if not evaluation.keeps_the_rules:
        raise ValueError(f"{name} breaks a rule: {evaluation.violations[0]}")
    return {
        "objective": evaluation.objective,
        "bound": bound,
        "seconds": round(took, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "groups": len(solution.groups),
        "placed": solution.placed,
    }


if __name__ == "__main__":
    solver, path, limit = sys.argv[1:]
    print(json.dumps(measure(solver, read_instance(Path(path).read_text(encoding="utf-8")), float(limit))))
