"""What a solution is worth and which rules it breaks, recomputed from the words of the definition.

Slow and obvious on purpose: it shares no arithmetic with the kernel or a solver, so that it can find them wrong.
"""

from collections import Counter
from dataclasses import dataclass

from formation.hard_rules import Violation, violations
from formation.model import Group, Instance, Solution
from formation.placements import gain_of, leader_minutes, placed_citizens, size_of

__all__ = ["Evaluation", "Violation", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The objective in its parts, all in points; costs and penalties are positive and taken off. `placed`: different people."""

    gain: int
    startup: int
    leaders: int
    rooms: int
    sizes: int
    ledger: int
    floors: int
    placed: int
    waiting: int
    violations: tuple[Violation, ...]

    @property
    def objective(self) -> int:
        """Gain less everything else. With violations it is a number, and no answer to the problem."""
        return self.gain - self.startup - self.leaders - self.rooms - self.sizes - self.ledger - self.floors

    @property
    def keeps_the_rules(self) -> bool:
        return not self.violations


def evaluate(instance: Instance, solution: Solution) -> Evaluation:
    """The solution's objective and its broken rules.

    What cannot be known (the cost of an unknown leader, the gain on a day without a value) counts 0; who is placed twice
    counts once, where they stand first.
    """
    placed = placed_citizens(instance, solution)
    gains = (gain_of(instance.citizen[one], placement) for one, placement in placed.items())
    return Evaluation(
        gain=sum(gain for gain in gains if gain is not None),
        startup=sum(_startup(instance, group) for group in solution.groups),
        leaders=sum(_leader_cost(instance, group) for group in solution.groups),
        rooms=sum(_room_cost(instance, group) for group in solution.groups),
        sizes=sum(_size_cost(instance, group) for group in solution.groups),
        ledger=_ledger_cost(instance, solution, set(placed)),
        floors=_floor_cost(instance, set(placed)),
        placed=len(placed),
        waiting=len(instance.citizens) - len(placed),
        violations=violations(instance, solution),
    )


def _startup(instance: Instance, group: Group) -> int:
    programme = instance.programme.get(group.programme)
    return programme.startup_cost if programme else 0


def _leader_cost(instance: Instance, group: Group) -> int:
    programme, leader = instance.programme.get(group.programme), instance.facilitator.get(group.facilitator)
    if programme is None or leader is None:
        return 0
    cost = 0
    for slot_id in group.pattern:
        slot = instance.slot.get(slot_id)
        if slot:
            session = leader.rate_per_hour * programme.facilitator_minutes_per_session * slot.premium_permille // 60_000
            cost += programme.weeks * session
    return cost


def _room_cost(instance: Instance, group: Group) -> int:
    programme = instance.programme.get(group.programme)
    if programme is None or group.venue is None or group.mode != "physical":
        return 0
    venue = instance.venue.get(group.venue)
    known_slots = [slot for slot in group.pattern if slot in instance.slot]
    return programme.weeks * venue.cost_per_session * len(known_slots) if venue else 0


def _size_cost(instance: Instance, group: Group) -> int:
    programme = instance.programme.get(group.programme)
    if programme is None:
        return 0
    size = size_of(group)
    if size < programme.size_ideal:
        return programme.under_penalty * (programme.size_ideal - size)
    return programme.over_penalty * (size - programme.size_ideal)


def _ledger_cost(instance: Instance, solution: Solution, placed: set[int]) -> int:
    net = {municipality.id: municipality.balance_minutes for municipality in instance.municipalities}
    for group in solution.groups:
        programme, leader = instance.programme.get(group.programme), instance.facilitator.get(group.facilitator)
        if programme and leader:
            net[leader.municipality] += programme.weeks * leader_minutes(programme)
    for one in placed:
        citizen = instance.citizen[one]
        net[citizen.municipality] -= instance.programme[citizen.programme].tariff_minutes
    beyond = sum(max(0, abs(net[row.id]) - row.tolerance_minutes) for row in instance.municipalities)
    return instance.rules.ledger_penalty_per_minute * beyond


def _floor_cost(instance: Instance, placed: set[int]) -> int:
    starts = Counter(instance.citizen[one].municipality for one in placed)
    missing = sum(max(0, row.floor_starts - starts[row.id]) for row in instance.municipalities)
    return instance.rules.floor_penalty_per_start * missing
