"""HiGHS at work on one programme: limits, a start, progress, and a bound that may be trusted to the unit."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from formation.columns import Programme

# HiGHS' bound holds for a solver's sums, which may be off by this share; whoever reads it must not be told less than is true.
SHARE = 1e-6
type Heard = Callable[[int | None, int | None], None]
LEGAL = highspy.SolutionStatus.kSolutionStatusFeasible
ENDED = {
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kModelEmpty,
}


class SolverFailed(RuntimeError):
    """HiGHS ended without an answer to a problem that has one: nobody starting is always a plan."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Column values of the best plan found (None: none yet), its worth, and a whole number that no plan exceeds (None:
    none yet)."""

    values: Sequence[float] | None
    worth: int
    bound: int | None


def safe_bound(dual: float) -> int | None:
    """The greatest whole number that the solver's bound leaves possible: every plan is worth whole points.

    HiGHS keeps its rows to 1e-7 and its whole numbers to 1e-6, so a true 100 may come out as 99.9999999: a millionth of
    the bound is added before it is rounded down.
    """
    if not math.isfinite(dual):
        return None
    return math.floor(dual + SHARE * max(1.0, abs(dual)))


def run(
    programme: Programme,
    *,
    start: Sequence[float],
    seconds: float | None,
    nodes: int | None,
    heard: Heard,
) -> Answer:
    """Search until proven or a limit is reached. `heard` gets the best worth and the bound now and then.

    One thread: HiGHS 1.15 searches on one anyway (a second one changed nothing on `small`), and all its users in a process
    must ask for the same number. No presolve: that of 1.15.1 called a plan the best that was not (once in 11,000 tiny
    nights: two opposite rows made an equation, and a column was substituted wrongly), and a bound must hold. Rosters and
    rows are written so that there is little left for it. Without `seconds` the same programme always gives the same answer.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
    options: dict[str, bool | int | float | str] = {
        "log_to_console": False,  # with output_flag off there would be no progress either
        "threads": 1,
        "presolve": "off",  # see above
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.5,  # worth is a whole number: less than one apart is the best
        "time_limit": math.inf if seconds is None else max(0.0, seconds),
        "mip_max_nodes": highspy.kHighsIInf if nodes is None else nodes,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(as_lp(programme))
    known = highspy.HighsSolution()
    known.col_value = list(start)
    solver.setSolution(known)
    _listen(solver, heard)
    solver.run()
    status = solver.getModelStatus()
    if status not in ENDED:
        raise SolverFailed(
            f"HiGHS ended with {solver.modelStatusToString(status)}; expected a plan or a limit reached."
        )
    return _answer(solver, programme, proven=status == highspy.HighsModelStatus.kOptimal)


def relaxed(programme: Programme, *, seconds: float | None) -> Sequence[float] | None:
    """The best column values where fractions are allowed; None when the time is not enough."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", math.inf if seconds is None else max(0.0, seconds))
    solver.passModel(as_lp(replace(programme, whole=[False] * len(programme.whole))))
    solver.run()
    return solver.getSolution().col_value if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else None


def as_lp(programme: Programme) -> highspy.HighsLp:
    """The programme for HiGHS, which takes arrays in one call."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(programme.worth), len(programme.lowest)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(programme.worth, dtype=np.float64)
    lp.col_lower_ = np.zeros(len(programme.worth))
    lp.col_upper_ = np.array(programme.upper, dtype=np.float64)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in programme.whole]
    lp.row_lower_ = np.array(programme.lowest, dtype=np.float64)
    lp.row_upper_ = np.array(programme.highest, dtype=np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(programme.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(programme.indices, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(programme.values, dtype=np.float64)
    return lp


def _answer(solver: highspy.Highs, programme: Programme, *, proven: bool) -> Answer:
    info = solver.getInfo()
    found = info.primal_solution_status == LEGAL
    worth = round(info.objective_function_value) if found else 0
    dual = dual_bound(solver, programme, proven=proven)
    return Answer(solver.getSolution().col_value if found else None, worth, safe_bound(dual))


def dual_bound(solver: highspy.Highs, programme: Programme, *, proven: bool) -> float:
    """What HiGHS says no plan exceeds, after a run that ended at the best (`proven`) or at a limit; inf: nothing yet.

    Without a column that must be whole HiGHS runs no search and leaves its bound at 0; its objective is the bound then.
    """
    info = solver.getInfo()
    if any(programme.whole):
        return float(info.mip_dual_bound)
    return float(info.objective_function_value) if proven else math.inf


def _listen(solver: highspy.Highs, heard: Heard) -> None:
    def tell(event: Any) -> None:
        best = event.data_out.mip_primal_bound
        heard(round(best) if math.isfinite(best) else None, safe_bound(event.data_out.mip_dual_bound))

    solver.cbMipLogging.subscribe(tell)
