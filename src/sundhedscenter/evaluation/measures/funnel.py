"""How far those who asked got, each stage within its number of days of asking."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter, month_of

ASKED = "asked"
STAGES = (ASKED, "first_step", "seat", "first_session", "dose_reached")


def day_of_stage(journey: Journey, stage: str) -> date | None:
    return {
        ASKED: journey.asked_on,
        "first_step": journey.started_on,
        "seat": journey.seat_on,
        "first_session": journey.session_on,
        "dose_reached": journey.dose_on,
    }[stage]


def reached(journey: Journey, stage: str, within_days: int) -> bool:
    """Whether they got to the stage within so many days of asking."""
    days = journey.days_to(day_of_stage(journey, stage))
    return days is not None and days <= within_days


def stages_due(quarter: Quarter, within: Mapping[str, int], through: date) -> tuple[str, ...]:
    """The stages for which everybody of the quarter has been followed long enough by the end of the day `through`."""
    return tuple(stage for stage in STAGES if quarter.last + timedelta(days=within[stage]) <= through)


def funnel(
    journeys: Iterable[Journey], *, quarter: Quarter, stages: Iterable[str], within: Mapping[str, int]
) -> dict[tuple[str, str, str, str], int]:
    """People by (stage, offer, municipality, month of asking), among those who asked in the quarter. No zeros."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    chosen = tuple(stages)
    for journey in journeys:
        if journey.asked_on in quarter:
            place = (journey.offer, journey.municipality, month_of(journey.asked_on))
            counts.update((stage, *place) for stage in chosen if reached(journey, stage, within[stage]))
    return dict(counts)
