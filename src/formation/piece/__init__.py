"""A piece of the night as a mixed-integer programme: some groups are taken apart and formed anew, the rest stands.

The model is in `model.py`. Where people do not come out whole by themselves, a second, short search settles them; that makes the
search several times faster than asking for whole people at once.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

import highspy
import numpy as np

from formation.exact.highs import as_lp
from formation.market import Floats, Ints
from formation.piece.dealing import deal
from formation.piece.model import Model

__all__ = ["Found", "Limits", "Piece"]

WHOLE = 1e-5
SETTLE_SECONDS, SETTLE_NODES = 3.0, 50
STATUS = highspy.HighsModelStatus
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 2e-4,
    "mip_allow_restart": False,  # measured: a restart costs half the time of a piece and finds nothing
    "mip_heuristic_effort": 0.02,  # the plan to improve upon is known
}


@dataclass(frozen=True)
class Found:
    """What to do instead: groups and entries that take the place of those given up. `ended`: nothing better was left."""

    given_up: tuple[int, ...]  # groups by number
    left_entries: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, Ints], ...]  # lead, members
    entries: tuple[tuple[int, int], ...]
    better: bool
    ended: bool


@dataclass(frozen=True)
class Limits:
    """Of one search: `seconds` of wall time or `nodes` of the tree."""

    seconds: float | None
    nodes: int | None


class Piece(Model):
    """Laid out from the plan as it is now; `solve` needs it no more and may run beside other work."""

    def solve(self, limits: Limits) -> Found | None:
        """The best way to form the piece anew within the limits; None where none was found. Runs without Python's lock."""
        if not self.size:
            return Found(self.given_up, tuple(self.old_entries), (), (), better=False, ended=True)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own stubs leave it out
        for name, value in OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.passModel(as_lp(self.columns))
        if self.known is not None:
            start = highspy.HighsSolution()
            start.col_value = self.known
            solver.setSolution(start)
        self.timed = limits.seconds is not None
        _limit(solver, limits)
        solver.run()
        ended = solver.getModelStatus() == STATUS.kOptimal
        values = _values(solver)
        if values is not None and not self._is_whole(values):
            values = self._settled(solver, values)
        if values is None:
            return None
        worth = np.array(self.columns.worth)
        was = -math.inf if self.known is None else float(worth @ self.known)
        better = float(worth @ values) > was + 0.5
        groups = self._groups(values)
        if groups is None:
            return None
        entries = tuple(pair for pair, column in self.e.items() if values[column] > 0.5)
        return Found(self.given_up, tuple(self.old_entries), groups, entries, better, ended)

    def _people(self) -> list[int]:
        return [column for members in self.x.values() for column in members.values()]

    def _is_whole(self, values: Floats) -> bool:
        people = values[self._people()]
        return not len(people) or float(np.abs(people - np.round(people)).max()) <= WHOLE

    def _settled(self, solver: highspy.Highs, values: Floats) -> Floats | None:
        """Groups and leaders as found, people whole."""
        fixed = np.array(sorted({*self.y.values(), *self.n.values()}), dtype=np.int32)
        known = np.round(values[fixed])
        solver.changeColsBounds(len(fixed), fixed, known, known)
        people = np.array(self._people(), dtype=np.int32)
        solver.changeColsIntegrality(len(people), people, np.full(len(people), 1, dtype=np.uint8))
        solver.setOptionValue("mip_rel_gap", 1e-3)
        _limit(solver, Limits(SETTLE_SECONDS, None) if self.timed else Limits(None, SETTLE_NODES))
        solver.run()
        return _values(solver)

    def _groups(self, values: Floats) -> tuple[tuple[int, Ints], ...] | None:
        """Leads with their members; None where somebody could not be kept from being alone of their gender."""
        found: list[tuple[int, Ints]] = []
        leaders: dict[int, list[int]] = defaultdict(list)
        for lead, column in self.y.items():
            if values[column] > 0.5:
                leaders[int(self.market.lead_roster[lead])].append(lead)
        for roster, leads in leaders.items():
            members = [who for who, column in self.x[roster].items() if values[column] > 0.5]
            parts = deal(self.night, roster, members, len(leads))
            if parts is None:
                return None
            found += zip(leads, parts, strict=True)
        return tuple(found)


def _limit(solver: highspy.Highs, limits: Limits) -> None:
    used = 0.0 if limits.seconds is None else solver.getRunTime()
    solver.setOptionValue("time_limit", math.inf if limits.seconds is None else used + limits.seconds)
    solver.setOptionValue("mip_max_nodes", highspy.kHighsIInf if limits.nodes is None else limits.nodes)


def _values(solver: highspy.Highs) -> Floats | None:
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.array(solver.getSolution().col_value)
