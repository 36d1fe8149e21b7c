"""Invariants that rooms register and `sundhedscenter check` asks: what is wrong, where, and how to mend it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: its name, what it is about (kind and id, never a person's name) and the mend."""

    check: str
    about: str
    problem: str
    mend: str


Check = Callable[[datetime], Iterable[Finding]]
_checks: dict[str, Check] = {}


def register(name: str) -> Callable[[Check], Check]:
    """Say that a function finds breaches of the invariant `name`. It runs as the system viewer `check`."""

    def keep(check: Check) -> Check:
        _checks[name] = check
        return check

    return keep


def run_all(at: datetime) -> list[Finding]:
    """Every finding of every registered check, in order of name."""
    return [finding for name in sorted(_checks) for finding in _checks[name](at)]


def names() -> list[str]:
    """The registered invariants."""
    return sorted(_checks)
