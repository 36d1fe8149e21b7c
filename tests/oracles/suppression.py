"""The attacker, said the slow way: list every table of whole numbers that fits what is shown."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import highspy

from sundhedscenter.evaluation.suppression import SMALL, WIDTH, Key, Tables


def every_table(tables: Tables, hidden: frozenset[Key], *, most: int) -> Iterator[dict[Key, int]]:
    """Each way to fill all cells so that every sum holds and every shown cell keeps its count; no cell above `most`.

    Cells that are no sum are tried one by one; the others follow. `most` must be above anything a hidden cell can be
    by the sums, or far enough above its count to make no difference.
    """
    sums = {relation.total for relation in tables.relations}
    atoms = sorted(key for key in tables.cells if key not in sums)
    shown = {key: cell.count for key, cell in tables.cells.items() if _is_shown(tables, hidden, key)}

    bound = [(relation, shown[relation.total]) for relation in tables.relations if relation.total in shown]
    binding = {atom: [each for each in bound if atom in each[0].parts] for atom in atoms}

    def candidates(atom: Key, chosen: Mapping[Key, int]) -> list[int]:
        """What is left for the atom under every shown sum it stands in; all of it when it is the last part."""
        low, high = 0, most
        for relation, total in binding[atom]:
            others = [chosen.get(part, shown.get(part)) for part in relation.parts if part != atom]
            left = total - sum(each for each in others if each is not None)
            high = min(high, left)
            if None not in others:
                low = max(low, left)
        return [count for count in range(low, high + 1) if shown.get(atom, count) == count]

    def fill(place: int, chosen: dict[Key, int]) -> Iterator[dict[Key, int]]:
        if place == len(atoms):
            found = _sum_up(tables, chosen)
            if found is not None and all(found[key] == count for key, count in shown.items()):
                yield found
            return
        for count in candidates(atoms[place], chosen):
            yield from fill(place + 1, {**chosen, atoms[place]: count})

    yield from fill(0, {})


def _is_shown(tables: Tables, hidden: frozenset[Key], key: Key) -> bool:
    cell = tables.cells[key]
    return cell.structural or key in tables.known or (cell.publish and key not in hidden)


def _sum_up(tables: Tables, atoms: Mapping[Key, int]) -> dict[Key, int] | None:
    """All cells from those that are no sum; None where two sums for one cell differ."""
    found = dict(atoms)
    waiting = list(tables.relations)
    while waiting:
        rest = []
        for relation in waiting:
            if any(part not in found for part in relation.parts):
                rest.append(relation)
                continue
            made = sum(found[part] for part in relation.parts)
            if found.setdefault(relation.total, made) != made:
                return None
        assert len(rest) < len(waiting)
        waiting = rest
    return found


def ranges(tables: Tables, hidden: frozenset[Key], *, most: int) -> dict[Key, tuple[int, int]]:
    """The least and the most each cell is in any table that fits."""
    found: dict[Key, tuple[int, int]] = {}
    for table in every_table(tables, hidden, most=most):
        for key, count in table.items():
            low, high = found.get(key, (count, count))
            found[key] = (min(low, count), max(high, count))
    return found


def recovered(tables: Tables, hidden: frozenset[Key], *, most: int) -> set[Key]:
    """What must not be worked out, and can be: small counts, and hidden ones, that are too narrow."""
    must = {key for key, cell in tables.cells.items() if cell.count < SMALL and not cell.structural} | hidden
    return {key for key, (low, high) in ranges(tables, hidden, most=most).items() if key in must and high - low < WIDTH}


def least_weight(tables: Tables, *, most: int) -> float:
    """The weight of the cheapest safe choice, by trying all of them from the cheapest on."""
    can = sorted(tables.hideable())
    small = {key for key in can if tables.cells[key].is_small}
    others = [key for key in can if key not in small]
    choices = (frozenset({*small, *extra}) for size in range(len(others) + 1) for extra in combinations(others, size))
    tried = sorted((sum(tables.cells[key].weight for key in chosen), sorted(chosen)) for chosen in choices)
    return next(weight for weight, chosen in tried if not recovered(tables, frozenset(chosen), most=most))


def ranges_by_people(
    shown: Mapping[Key, int],
    asked_about: list[Key],
    *,
    labels: tuple[list[str], list[str], list[str]],
    stages: list[str],
) -> dict[Key, tuple[int, int]]:
    """The least and the most each cell can be when people themselves are the unknown.

    One whole number for each offer, municipality, month and set of stages reached: finer than any published table,
    so it also finds what follows from there being people behind two tables. `stages[0]` is everybody; a cell
    "not s" counts those who did not reach s. Keys are (stage, offer, municipality, month) with "*" for all.
    """
    kinds = [
        (offer, town, month, frozenset(reached))
        for offer, town, month in product(*labels)
        for size in range(len(stages))
        for reached in combinations(stages[1:], size)
    ]

    def counted(key: Key) -> list[int]:
        stage, *place = key
        return [
            i
            for i, (*own, reached) in enumerate(kinds)
            if all(label in ("*", mine) for label, mine in zip(place, own, strict=True))
            and (
                stage == stages[0]
                or (stage.removeprefix("not ") not in reached if stage.startswith("not ") else stage in reached)
            )
        ]

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    people = [solver.addIntegral(lb=0, ub=10_000) for _ in kinds]
    for key, count in shown.items():
        solver.addConstr(sum(people[i] for i in counted(key)) == count)
    found = {}
    for key in asked_about:
        expression = sum(people[i] for i in counted(key))
        ends = []
        for solve in (solver.minimize, solver.maximize):
            solve(expression)
            assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            ends.append(round(solver.getObjectiveValue()))
        found[key] = (ends[0], ends[1])
    return found
