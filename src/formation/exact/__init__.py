"""The best plan for a small night, with proof: the compact model in HiGHS.

`solve_exact` takes an instance and gives the best plan it found with an upper bound that holds. Given enough time the two are
equal. Meant for some hundred waiting citizens; larger nights are solved in parts elsewhere, with this as the measure.
"""

import time
from collections.abc import Callable, Sequence

from formation.evaluation import evaluate
from formation.exact.dealing import as_columns, read_columns
from formation.exact.formulation import Formulation, formulate
from formation.exact.highs import SolverFailed, run
from formation.exact.openings import opening
from formation.exact.rosters import offers
from formation.model import Instance, Solution
from formation.outcome import Outcome

type Progress = Callable[[float, int | None, int], None]

__all__ = ["SolverFailed", "solve_exact"]


def solve_exact(
    instance: Instance,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Search for the best plan until it is proven, `seconds` of wall time or `nodes` of the search tree are used up.

    `start` is a plan that keeps the rules, to improve upon; the answer is never worse than it, nor than nobody starting.
    `progress` gets seconds so far, the best objective (None: none yet) and the bound. With `nodes` instead of `seconds` the
    answer depends on nothing but the arguments. Raises ValueError for a start that breaks a
    rule, SolverFailed when HiGHS gives up or counts otherwise than the evaluator.
    """
    began = time.perf_counter()
    formulation = formulate(instance, offers(instance))

    def heard(objective: int | None, bound: int | None) -> None:
        if progress is not None:
            progress(time.perf_counter() - began, objective, _tightest(formulation, bound))

    best, objective = _better_of(instance, start or Solution())
    known: Sequence[float] = as_columns(formulation, best)
    if start is None:
        known = opening(formulation, known, seconds=seconds)
    answer = run(
        formulation.programme,
        start=known,
        seconds=None if seconds is None else seconds - (time.perf_counter() - began),
        nodes=nodes,
        heard=heard,
    )
    if answer.values is not None:
        found = read_columns(formulation, answer.values)
        worth = checked(instance, found, counted=answer.worth)
        if worth > objective:
            best, objective = found, worth
    return Outcome(best, objective, _tightest(formulation, answer.bound), time.perf_counter() - began)


def checked(instance: Instance, solution: Solution, *, counted: int) -> int:
    """What the evaluator says the plan is worth. Raises SolverFailed unless it keeps the rules and is worth `counted`."""
    worth = _objective(instance, solution)
    if worth != counted:
        raise SolverFailed(f"The plan found is worth {worth} (None: breaks a rule), the solver counts {counted}.")
    return counted


def _better_of(instance: Instance, start: Solution) -> tuple[Solution, int]:
    """The start or nobody starting, whichever is worth more."""
    objective, without = _objective(instance, start), _objective(instance, Solution())
    if objective is None:
        broken = evaluate(instance, start).violations[0]
        raise ValueError(f"start breaks rule {broken.rule}: {broken}. Give a plan that keeps all rules, or none.")
    if without is not None and without > objective:
        return Solution(), without
    return start, objective


def _objective(instance: Instance, solution: Solution) -> int | None:
    """Told by the evaluator, which knows nothing of columns; None where a rule is broken."""
    evaluation = evaluate(instance, solution)
    return evaluation.objective if evaluation.keeps_the_rules else None


def _tightest(formulation: Formulation, bound: int | None) -> int:
    return formulation.ceiling if bound is None else min(bound, formulation.ceiling)
