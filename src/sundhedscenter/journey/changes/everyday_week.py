"""Another everyday week: what still fits is kept, what does not becomes a place in line at the new times."""

from datetime import datetime

from django.db import transaction

from sundhedscenter.citizens.actions import record_week
from sundhedscenter.citizens.queries import newest_week
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.groups.actions import release_seat, wait_for_group
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.journey.changes.holdings import live_seats, places_in_line, wait_like
from sundhedscenter.journey.changes.outcome import Outcome, nearest_group
from sundhedscenter.journey.choosing import gather, pass_on
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.pathways.queries import rests_of


class WeekEmpty(ValueError):
    """A week without a single possible time cannot be planned in."""


@transaction.atomic
def change_time(*, viewer: Viewer, pathway: Pathway, week: int, reason: str, at: datetime) -> Outcome:
    """A new everyday week. During a pause it is only written down: seats and lines are looked at on coming back.

    Raises WeekEmpty.
    """
    if not 0 < week <= FULL_MASK:
        raise WeekEmpty("week: no time chosen. Choose at least one time.")
    take_turn()
    citizen, old = pathway.citizen, newest_week(pathway.citizen)
    written = record_week(
        citizen=citizen,
        slot_mask=week,
        distance=old.distance if old else "far",
        digital=old.digital if old else "alone",
        at=at,
    )
    note_on_behalf(by=viewer, citizen_id=citizen.pk, act="changed_time", about=written, at=at)
    if rests_of(pathway):
        return Outcome("week_saved", pathway)
    freed = fit_to_week(pathway=pathway, week=week, reason=reason, by=viewer, at=at)
    for group in freed:
        pass_on(group, at=at)
    for line in places_in_line(pathway):
        gather(line.track, at=at)
    what = "week_saved_new_group" if freed else "week_saved"
    return Outcome(what, pathway, nearest_group(pathway, at))


def fit_to_week(*, pathway: Pathway, week: int, reason: str, by: Viewer, at: datetime) -> list[Group]:
    """Stand in line at these times, and give up seats that do not fit them. Returns the groups with a freed seat."""
    for waiting in places_in_line(pathway):
        wait_for_group(
            pathway=pathway,
            track=waiting.track,
            slot_mask=week,
            forms=waiting.forms,
            places=waiting.places,
            language=waiting.language,
            by=by,
            at=at,
        )
    in_line = {line.track_id for line in places_in_line(pathway)}
    freed = []
    for seat in live_seats(pathway):
        if seat.group.slot_mask & week != seat.group.slot_mask:
            release_seat(seat=seat, reason=reason, by=by, at=at)
            if seat.track_id not in in_line:
                wait_like(seat, by=by, at=at)
            freed.append(seat.group)
    return freed
