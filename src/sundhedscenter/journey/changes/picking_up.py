"""A rest that ends because the citizen chose something: what the pause took is theirs again."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from sundhedscenter.catalogue.models import Track
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.journey.changes.rest import stand_in_line_again
from sundhedscenter.journey.choosing import gather
from sundhedscenter.pathways.actions import end_rest
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.pathways.queries import rests_of


def pick_up(*, pathway: Pathway, by: Viewer, at: datetime) -> set[Track]:
    """End the rest before another choice is made real. Returns the tracks to `gather_all` when it is.

    Places in line keep the day they began. What the citizen said no to stays given up: the new choice answers that.
    """
    if not rests_of(pathway):
        return set()
    take_turn()
    rests = end_rest(pathway=pathway, by=by, at=at)
    pauses = list(takewhile(lambda fact: fact.kind == "paused", reversed(rests)))
    return stand_in_line_again(pathway, pauses, by, at)


def gather_all(tracks: Iterable[Track], *, at: datetime) -> None:
    """Whoever is back in line may be the one who makes a group."""
    for track in sorted(tracks, key=lambda track: track.code):
        gather(track, at=at)
