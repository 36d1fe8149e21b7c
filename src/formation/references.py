"""What the facts of an instance say about each other: ids once, names that lead somewhere, lengths that suffice."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from formation.checking import Named, Telling
from formation.model import Instance


class _WithId(Protocol):
    @property
    def id(self) -> int: ...


class _Known:
    """Ids of each kind of row. Where an id of a kind is wrong or the rows are missing, nothing is said about that kind."""

    def __init__(self, instance: Instance, telling: Telling) -> None:
        self.telling = telling
        self._ids: dict[str, frozenset[int] | None] = {}
        kinds: dict[str, Sequence[_WithId]] = {
            "slots": instance.slots,
            "programmes": instance.programmes,
            "municipalities": instance.municipalities,
            "venues": instance.venues,
            "facilitators": instance.facilitators,
            "running_groups": instance.running_groups,
            "citizens": instance.citizens,
        }
        for kind, rows in kinds.items():
            is_whole = self._each_once(kind, rows) and not telling.is_told(kind)
            self._ids[kind] = frozenset(row.id for row in rows) if is_whole else None

    def _each_once(self, kind: str, rows: Sequence[_WithId]) -> bool:
        seen: set[int] = set()
        is_whole = True
        for number, row in enumerate(rows):
            path = f"{kind}[{number}].id"
            if self.telling.is_told(path, f"{kind}[{number}]"):
                is_whole = False
            elif row.id in seen:
                self.telling.tell(path, row.id, "give an id that no row further up has")
            seen.add(row.id)
        return is_whole

    def one(self, path: str, named: int, kind: str) -> None:
        self.all(path, (named,), kind)

    def all(self, path: str, named: Iterable[int], kind: str) -> None:
        ids = self._ids[kind]
        if ids is None or self.telling.is_told(path) or ids.issuperset(named):
            return
        missing = sorted(set(named) - ids)
        shown = ", ".join(str(number) for number in missing[:5]) + (", ..." if len(missing) > 5 else "")
        self.telling.tell(path, Named(shown), f"name an id that stands in {kind}")


def tell_what_does_not_fit(instance: Instance, telling: Telling) -> None:
    """Tell every mistake between facts that are right by themselves."""
    known = _Known(instance, telling)
    _programmes(instance, known)
    for number, venue in enumerate(instance.venues):
        known.one(f"venues[{number}].municipality", venue.municipality, "municipalities")
        known.all(f"venues[{number}].slots", venue.slots, "slots")
    for number, leader in enumerate(instance.facilitators):
        path = f"facilitators[{number}]"
        known.one(f"{path}.municipality", leader.municipality, "municipalities")
        known.all(f"{path}.programmes", leader.programmes, "programmes")
        known.all(f"{path}.slots", leader.slots, "slots")
        known.all(f"{path}.venues", leader.venues, "venues")
        _languages(f"{path}.languages", leader.languages, instance, telling)
    _running_groups(instance, known)
    _citizens(instance, known)


def _programmes(instance: Instance, known: _Known) -> None:
    telling = known.telling
    for number, programme in enumerate(instance.programmes):
        path = f"programmes[{number}]"
        for place, pattern in enumerate(programme.patterns):
            known.all(f"{path}.patterns[{place}]", pattern, "slots")
        least, ideal, most = (f"{path}.size_{which}" for which in ("min", "ideal", "max"))
        if programme.size_ideal < programme.size_min and not telling.is_told(least, ideal):
            telling.tell(ideal, programme.size_ideal, f"give at least size_min, {programme.size_min}")
        if programme.size_max < programme.size_ideal and not telling.is_told(ideal, most):
            telling.tell(most, programme.size_max, f"give at least size_ideal, {programme.size_ideal}")


def _running_groups(instance: Instance, known: _Known) -> None:
    for number, group in enumerate(instance.running_groups):
        path = f"running_groups[{number}]"
        known.one(f"{path}.programme", group.programme, "programmes")
        known.all(f"{path}.slots", group.slots, "slots")
        _languages(f"{path}.language", (group.language,), instance, known.telling)
        if known.telling.is_told(f"{path}.mode", f"{path}.venue"):
            continue
        if group.mode == "online" and group.venue is not None:
            known.telling.tell(f"{path}.venue", group.venue, "give null, for the group meets online")
        elif group.mode == "physical" and group.venue is None:
            known.telling.tell(f"{path}.venue", None, "name the room, for the group is physical")
        elif group.venue is not None:
            known.one(f"{path}.venue", group.venue, "venues")


def _citizens(instance: Instance, known: _Known) -> None:
    last = _last_days(instance)
    for number, citizen in enumerate(instance.citizens):
        path = f"citizens[{number}]"
        known.one(f"{path}.municipality", citizen.municipality, "municipalities")
        known.one(f"{path}.programme", citizen.programme, "programmes")
        known.all(f"{path}.venues", citizen.venues, "venues")
        known.all(f"{path}.slots", citizen.slots, "slots")
        _languages(f"{path}.languages", citizen.languages, instance, known.telling)
        day, given = last.get(citizen.programme, last[None]), len(citizen.keep_permille)
        if given <= day and not known.telling.is_told(f"{path}.keep_permille", path):
            known.telling.tell(
                f"{path}.keep_permille", citizen.keep_permille, f"give {day + 1} values, for the days 0 to {day}"
            )


def _last_days(instance: Instance) -> dict[int | None, int]:
    """The last day on which somebody of a programme can start; under None: of any programme without running groups."""
    weekly = [instance.day(slot.id, instance.start_weeks - 1) for slot in instance.slots]
    last: dict[int | None, int] = {None: max(weekly, default=0)}
    for group in instance.running_groups:
        last[group.programme] = max(last.get(group.programme, last[None]), group.entry_day)
    return last


def _languages(path: str, named: Collection[str], instance: Instance, telling: Telling) -> None:
    """Where the file lists its languages, no other is spoken."""
    missing = sorted(set(named) - set(instance.languages)) if instance.languages else []
    if missing and not telling.is_told(path, "languages"):
        telling.tell(path, missing[0], "name one of the file's languages, or add it there")
