"""Instances and solutions as JSON of format pooling-1: what reading.py reads. The same facts give the same text."""

import json
from typing import Any

from formation.model import Citizen, Facilitator, Group, Instance, Programme, RunningGroup, Solution, Venue


def write_instance(instance: Instance) -> str:
    """One line of JSON; rows in their own order, sets in rising order."""
    return _text(
        {
            "format": "pooling-1",
            "name": instance.name,
            "today_weekday": instance.today_weekday,
            "start_weeks": instance.start_weeks,
            "slots": [_fields(slot) for slot in instance.slots],
            "languages": list(instance.languages),
            "programmes": [_programme(programme) for programme in instance.programmes],
            "municipalities": [_fields(municipality) for municipality in instance.municipalities],
            "venues": [_venue(venue) for venue in instance.venues],
            "facilitators": [_facilitator(facilitator) for facilitator in instance.facilitators],
            "running_groups": [_running_group(group) for group in instance.running_groups],
            "citizens": [_citizen(citizen) for citizen in instance.citizens],
            "rules": _fields(instance.rules),
        }
    )


def write_solution(solution: Solution, *, name: str = "") -> str:
    """One line of JSON; `name` is the instance's, and stands first where there is one."""
    return _text(
        ({"instance": name} if name else {})
        | {
            "groups": [_group(group) for group in solution.groups],
            "entries": [_fields(entry) for entry in solution.entries],
        }
    )


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _fields(row: Any) -> dict[str, Any]:
    """The fields of a row with slots, as they stand."""
    return {name: getattr(row, name) for name in row.__slots__}


def _programme(programme: Programme) -> dict[str, Any]:
    patterns = [list(pattern) for pattern in programme.patterns]
    return _fields(programme) | {"modes": list(programme.modes), "patterns": patterns}


def _venue(venue: Venue) -> dict[str, Any]:
    return _fields(venue) | {"features": list(venue.features), "slots": sorted(venue.slots)}


def _facilitator(facilitator: Facilitator) -> dict[str, Any]:
    return _fields(facilitator) | {
        "programmes": sorted(facilitator.programmes),
        "languages": sorted(facilitator.languages),
        "slots": [list(pair) for pair in facilitator.slots.items()],
        "venues": sorted(facilitator.venues),
    }


def _running_group(group: RunningGroup) -> dict[str, Any]:
    return _fields(group) | {"slots": list(group.slots)}


def _citizen(citizen: Citizen) -> dict[str, Any]:
    return _fields(citizen) | {
        "languages": sorted(citizen.languages),
        "audiences": sorted(citizen.audiences),
        "venues": [list(pair) for pair in citizen.venues.items()],
        "slots": sorted(citizen.slots),
        "keep_permille": list(citizen.keep_permille),
        "fit_permille": dict(citizen.fit_permille),
    }


def _group(group: Group) -> dict[str, Any]:
    return _fields(group) | {"pattern": list(group.pattern), "members": list(group.members)}
