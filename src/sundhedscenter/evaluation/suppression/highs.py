"""One system of sums as HiGHS sees it. The only module that imports HiGHS: it is loaded in the worker, when used."""

from collections.abc import Sequence

import highspy
import numpy as np

TOLERANCE = 1e-6
type Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


class SolverFailed(RuntimeError):
    """HiGHS ended without an optimal answer to a problem that has one."""


def silent() -> highspy.Highs:
    """A solver on one thread, whose answers are the same each time."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("random_seed", 0)
    return solver


def cover(
    costs: Sequence[float],
    rows: Sequence[tuple[float, Sequence[tuple[int, float]]]],
    *,
    fixed: Sequence[int],
    gap: float,
    branches: int,
) -> list[bool] | None:
    """The cheapest yes-or-no for each column such that each row's terms reach its need; None when nothing does.

    `fixed` columns are yes. Within `gap` of the cheapest, or the best after so many branches.
    """
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(rows)
    lp.col_cost_ = np.array(costs, dtype=np.float64)
    lower = np.zeros(len(costs))
    lower[list(fixed)] = 1.0
    lp.col_lower_, lp.col_upper_ = lower, np.ones(len(costs))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    lp.row_lower_ = np.array([need for need, _ in rows], dtype=np.float64)
    lp.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for _, row in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([column for _, row in rows for column, _ in row], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([gain for _, row in rows for _, gain in row], dtype=np.float64)
    solver = silent()
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_max_nodes", branches)
    solver.passModel(lp)
    # Usually an answer: the search then never ends without one.
    everything = highspy.HighsSolution()
    everything.col_value = [1.0] * len(costs)
    solver.setSolution(everything)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        solver.setOptionValue("mip_max_nodes", highspy.kHighsIInf)
        solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    return [value > 0.5 for value in solver.getSolution().col_value]


class Programme:
    """Whole numbers within limits that fulfil all sums. `inside` is one solution: the true counts.

    Every solution that turns up widens what has been `seen` of every column, so few columns need a search of their own.
    """

    def __init__(
        self,
        *,
        rows: Sequence[Sequence[tuple[int, int]]],
        right: Sequence[int],
        limits: Sequence[tuple[int, int]],
        inside: Sequence[int],
    ) -> None:
        self._columns = len(limits)
        self._asked = 0
        self._low: Vector = np.array(inside, dtype=np.float64)
        self._high: Vector = self._low.copy()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._columns, len(rows)
        lp.col_cost_ = np.zeros(self._columns)
        lp.col_lower_ = np.array([low for low, _ in limits], dtype=np.float64)
        lp.col_upper_ = np.array([high for _, high in limits], dtype=np.float64)
        lp.row_lower_ = lp.row_upper_ = np.array(right, dtype=np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([column for row in rows for column, _ in row], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([sign for row in rows for _, sign in row], dtype=np.float64)
        self._solver = silent()
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._solver.setOptionValue("mip_abs_gap", 0.5)
        self._solver.passModel(lp)
        self._without_presolve()

    def seen(self, column: int) -> tuple[int, int]:
        return int(self._low[column]), int(self._high[column])

    def width(self, column: int) -> int:
        """How far apart two whole-number solutions seen so far lie in this column."""
        low, high = self.seen(column)
        return high - low

    def most(self, column: int) -> tuple[float, list[float]]:
        """The most the column can be, fractions allowed, and the multipliers of the sums that prove it."""
        value, duals = self._solve(column, -1.0)
        return -value, [-dual for dual in duals]

    def least(self, column: int) -> tuple[float, list[float]]:
        """The least the column can be, fractions allowed, and the multipliers of the sums that prove it."""
        return self._solve(column, 1.0)

    def search_whole(self, column: int, width: int) -> None:
        """Look for whole-number solutions that lie `width` apart in this column, or as far as they go."""
        for sign in (-1.0, 1.0):
            if self.width(column) < width:
                self._whole(column, sign)

    def extremes_whole(self, column: int) -> tuple[int, int]:
        """The least and the most the column can be in whole numbers."""
        return self._whole(column, 1.0), -self._whole(column, -1.0)

    def _solve(self, column: int, cost: float) -> tuple[float, list[float]]:
        self._run(column, cost)
        solution = self._solver.getSolution()
        self._note(solution.col_value)
        return float(self._solver.getInfo().objective_function_value), list(solution.row_dual)

    def _without_presolve(self) -> None:
        """The next search starts from the last one's basis: much faster for a thousand searches in one system."""
        self._solver.setOptionValue("presolve", "off")

    def _whole(self, column: int, cost: float) -> int:
        self._integrality(highspy.HighsVarType.kInteger)
        self._solver.setOptionValue("presolve", "choose")
        self._run(column, cost)
        self._note(self._solver.getSolution().col_value)
        answer = round(self._solver.getInfo().objective_function_value)
        self._integrality(highspy.HighsVarType.kContinuous)
        self._without_presolve()
        return answer

    def _integrality(self, kind: highspy.HighsVarType) -> None:
        every = np.arange(self._columns, dtype=np.int32)
        kinds = np.full(self._columns, int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(self._columns, every, kinds)

    def _run(self, column: int, cost: float) -> None:
        self._solver.changeColCost(self._asked, 0.0)
        self._solver.changeColCost(column, cost)
        self._asked = column
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(f"HiGHS says {self._solver.modelStatusToString(status)} of sums that have a solution.")

    def _note(self, values: Sequence[float]) -> None:
        """Remember a solution, if it is in whole numbers."""
        found = np.array(values)
        whole = np.rint(found)
        if np.abs(found - whole).max(initial=0.0) < TOLERANCE:
            np.minimum(self._low, whole, out=self._low)
            np.maximum(self._high, whole, out=self._high)
