"""How many citizens of a municipality any plan can start: a night in which nothing else counts, given to the exact solver."""

from dataclasses import replace
from typing import Final

from formation.model import Instance, Rules

LARGEST: Final = 400
"""Citizens above which the model takes longer to build than a coordinator waits (solver of small nights: `formation.exact`)."""


def most_starts(instance: Instance, municipality: int, *, seconds: float) -> int | None:
    """No plan starts more citizens of the municipality; proven within `seconds` of wall time, or as near as was come.

    None if too many citizens compete for the same leaders to try. Citizens of programmes for which nobody of the municipality
    waits are left out: they only take time that others could use.
    """
    from formation.exact import solve_exact  # HiGHS takes a third of a second to load

    own = [citizen for citizen in instance.citizens if citizen.municipality == municipality]
    programmes = {citizen.programme for citizen in own}
    rivals = tuple(citizen for citizen in instance.citizens if citizen.programme in programmes)
    if len(rivals) > LARGEST:
        return None
    gains = sum(max(0, citizen.value - citizen.wait_value) for citizen in rivals)
    each = gains + 1  # one start is worth more than all gains together
    night = replace(
        instance,
        citizens=rivals,
        rules=Rules(ledger_penalty_per_minute=0, floor_penalty_per_start=each),
        municipalities=tuple(
            replace(row, floor_starts=len(own) if row.id == municipality else 0) for row in instance.municipalities
        ),
        programmes=tuple(replace(row, startup_cost=0, under_penalty=0, over_penalty=0) for row in instance.programmes),
        venues=tuple(replace(row, cost_per_session=0) for row in instance.venues),
        facilitators=tuple(replace(row, rate_per_hour=0) for row in instance.facilitators),
    )
    bound = solve_exact(night, seconds=seconds).bound
    # objective = gains - each x (own - starts) and gains >= 0, so each x starts <= bound + each x own
    return (bound + each * len(own)) // each
