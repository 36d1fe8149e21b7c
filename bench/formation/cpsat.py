"""OR-tools' CP-SAT on the plain model, two workers, nothing set but the time."""

import math

from ortools.sat.python import cp_model

from bench.formation.plain import write
from formation.evaluation import evaluate
from formation.model import Instance, Solution
from formation.outcome import Outcome

CORES = 2


def solve(instance: Instance, seconds: float) -> Outcome:
    """Raises TooLarge where the model would not fit. All numbers of the plain model are whole, as CP-SAT wants them."""
    plain = write(instance)
    columns = plain.columns
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, round(upper), "") for upper in columns.upper]
    for row, (lowest, highest) in enumerate(zip(columns.lowest, columns.highest, strict=True)):
        span = range(columns.starts[row], columns.starts[row + 1])
        terms = cp_model.LinearExpr.weighted_sum(
            [variables[columns.indices[at]] for at in span], [round(columns.values[at]) for at in span]
        )
        least = cp_model.INT_MIN if math.isinf(lowest) else round(lowest)
        most = cp_model.INT_MAX if math.isinf(highest) else round(highest)
        model.add_linear_constraint(terms, least, most)
    model.maximize(cp_model.LinearExpr.weighted_sum(variables, [round(worth) for worth in columns.worth]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = CORES
    status = solver.solve(model)
    solution = Solution()
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        solution = plain.solution([solver.value(variable) > 0 for variable in variables])
    objective = evaluate(instance, solution).objective
    return Outcome(
        solution, objective, max(objective, math.floor(solver.best_objective_bound + 1e-6)), solver.wall_time
    )
