"""What groups might form for a citizen, before anybody is chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from formation.incremental.board import Board
from formation.incremental.roster import Short, short_of
from formation.model import AUDIENCES, WOMAN, Citizen


@dataclass(frozen=True, slots=True)
class Kinds:
    """A group that might form, without its time: `who` may be in it besides the citizen, `able` can lead it."""

    language: str
    audience: str
    mode: str
    venue: int | None
    most: int
    who: int
    able: int
    together: bool


def kinds(board: Board, citizen: Citizen) -> Iterator[Kinds]:
    """The groups that might form for the citizen: ways to meet, languages, audiences; by video first, rooms by id.

    `able` are all who may lead it, however busy.
    """
    programme = board.night.programme[citizen.programme]
    crowd = board.crowds[programme.id]
    own = 1 << crowd.number[citizen.id] if citizen.id in crowd.number else 0
    venues: list[int | None] = [None] if citizen.online and "online" in programme.modes else []
    if "physical" in programme.modes:
        venues += sorted(citizen.venues)
    for venue in venues:
        for language in sorted(citizen.languages):
            for audience in sorted(citizen.audiences & set(AUDIENCES)):
                yield Kinds(
                    language=language,
                    audience=audience,
                    mode="online" if venue is None else "physical",
                    venue=venue,
                    most=board.most(programme.id, venue),
                    who=crowd.company(language=language, audience=audience, venue=venue) & ~own,
                    able=board.staff.able(programme.id, language=language, venue=venue),
                    together=programme.no_isolated_gender and audience == "all",
                )


def short_with(board: Board, citizen: Citizen, who: int, *, most: int, together: bool) -> Short | None:
    """Who must come so that the citizen and some of `who`, at most `most`, are a group; None if no number helps."""
    crowd, woman = board.crowds[citizen.programme], citizen.gender == WOMAN
    women = (who & crowd.women).bit_count() + woman
    men = who.bit_count() + 1 - women
    least = board.night.programme[citizen.programme].size_min
    return short_of(min(women, most), min(men, most), woman, least, most, together)


class Opening(NamedTuple):
    """A group that might form at a time, with the bits of who may be in it and who can lead it."""

    kind: Kinds
    pattern: tuple[int, ...]
    week: int
    day: int
    gain: int
    who: int
    leaders: int
    missing: int
