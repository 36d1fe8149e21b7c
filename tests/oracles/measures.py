"""Numbers said the slow way: each person asked in turn, nothing shared with the code under test."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import exp, log, sqrt

from sundhedscenter.evaluation.measures.journeys import Journey


def waiting_by_redistribution(waits: Sequence[tuple[int, bool]]) -> dict[int, Fraction]:
    """The share still waiting after each day with a start (Efron's redistribution to the right).

    Everybody weighs the same. Who is censored hands their weight in equal parts to all who are known to wait longer;
    who starts takes theirs away. What is left is the curve.
    """
    people = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    weights = [Fraction(1, len(people)) for _ in people]
    left, curve = Fraction(1), {}
    for i, (day, started) in enumerate(people):
        if started:
            left -= weights[i]
            curve[day] = left
        else:
            after = range(i + 1, len(people))
            for j in after:
                weights[j] += weights[i] / len(after)
    return curve


def greenwood(waits: Sequence[tuple[int, bool]], day: int, share: float) -> tuple[float, float]:
    """The 95 % band on the log(-log) scale, with every sum counted anew from the people."""
    total = 0.0
    for other in sorted({d for d, started in waits if started and d <= day}):
        at_risk = sum(1 for d, _ in waits if d >= other)
        started = sum(1 for d, s in waits if s and d == other)
        total += started / (at_risk * (at_risk - started))
    error = 1.959963984540054 * sqrt(total) / abs(log(share))
    return exp(-exp(log(-log(share)) + error)), exp(-exp(log(-log(share)) - error))


def wait_of(journey: Journey, through: date) -> tuple[int, bool]:
    """One day after another from the day they asked: started, gone, or still waiting on the last day."""
    day = journey.asked_on
    while True:
        if journey.started_on is not None and journey.started_on <= day:
            return (day - journey.asked_on).days, True
        if day >= through or (journey.ended_on is not None and journey.ended_on <= day):
            return (day - journey.asked_on).days, False
        day += timedelta(days=1)


def people_at(
    journeys: Sequence[Journey],
    stage: str,
    within: int,
    *,
    offer: str,
    municipality: str,
    month: str,
    quarter: Sequence[str],
) -> int:
    """How many of a cell got to a stage; "*" stands for all."""
    count = 0
    for journey in journeys:
        asked_in = f"{journey.asked_on:%Y-%m}"
        if asked_in not in quarter:
            continue
        if offer not in ("*", journey.offer) or municipality not in ("*", journey.municipality):
            continue
        if month not in ("*", asked_in):
            continue
        day = {
            "asked": journey.asked_on,
            "first_step": journey.started_on,
            "seat": journey.seat_on,
            "first_session": journey.session_on,
            "dose_reached": journey.dose_on,
        }[stage]
        count += day is not None and day <= journey.asked_on + timedelta(days=within)
    return count


def kept_after(journeys: Sequence[Journey], quarter: Sequence[str], week: int) -> tuple[int, int]:
    """(people, kept) of those who started in the quarter, so many weeks after their own start."""
    people = kept = 0
    for journey in journeys:
        if journey.started_on is None or f"{journey.started_on:%Y-%m}" not in quarter:
            continue
        by_then = [
            journey.end_kind
            for n in range((week * 7) + 1)
            if journey.ended_on is not None and journey.ended_on == journey.started_on + timedelta(days=n)
        ]
        before = journey.ended_on is not None and journey.ended_on < journey.started_on
        ended = by_then[0] if by_then else (journey.end_kind if before else "")
        if ended in ("moved", "deceased", "closed"):
            continue
        people += 1
        kept += ended == ""
    return people, kept
