"""From dated facts to the body that has a role for a pathway on each day (docs/algorithms/responsibility.md). Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.partnership.spans import Span, Spans, body_on, merged, union

# Half a year: how long an organisation whose part is over may still look (docs/security/walls.md).
LOOKS_ON = timedelta(days=183)
SEEING = (Responsibility.AUTHORITY, Responsibility.OPERATOR, Responsibility.CONTROLLER)


@dataclass(frozen=True, slots=True)
class PathwayDays:
    """What decides a pathway's bodies. `homes` is who answers where the citizen lives, `follows` the offer, each with the
    day from which it holds, in order. The first home also holds for the days before it.
    """

    begin: date
    ended_on: date | None
    homes: Sequence[tuple[date, int]]
    follows: Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class OfferDays:
    """An offer's host by id, and the days of each role."""

    host: int
    roles: Mapping[str, Spans]


def followed(parts: Iterable[tuple[date, str, int]]) -> list[tuple[date, int]]:
    """From planned parts (day, kind, offer) in order to the offer followed from each day: a track before any lesson."""
    result: list[tuple[date, int]] = []
    has_track = False
    for day, kind, offer in parts:
        has_track = has_track or kind == "track"
        if kind == "track" or not has_track:
            result.append((day, offer))
    return result


def bodies(pathway: PathwayDays, role: str, offers: Mapping[int, OfferDays]) -> Spans:
    """The body with the role on each day from the pathway's first; an end leaves the last day's body in place."""
    if not pathway.homes:
        return ()
    days = [pathway.begin, *sorted({day for day in _turns(pathway, role, offers) if _counts(pathway, day)})]
    ends: list[date | None] = [*days[1:], None]
    return merged(Span(_body(pathway, role, offers, day), day, end) for day, end in zip(days, ends, strict=True))


def sight(pathway: PathwayDays, by_role: Mapping[str, Spans]) -> Spans:
    """Who may see the pathway's citizen on which days because of a role: its days and half a year more."""
    last = pathway.ended_on + timedelta(days=1) if pathway.ended_on else None
    seen = (span for role in SEEING for span in by_role.get(role, ()))
    return union(_looks_on(span, last) for span in seen)


def _looks_on(span: Span, last: date | None) -> Span:
    ends = [day for day in (span.end, last) if day is not None]
    return replace(span, end=max(span.begin, min(ends)) + LOOKS_ON if ends else None)


def _turns(pathway: PathwayDays, role: str, offers: Mapping[int, OfferDays]) -> Iterator[date]:
    yield from (day for day, _ in pathway.homes)
    for day, offer in pathway.follows:
        yield day
        for span in offers[offer].roles.get(role, ()):
            yield span.begin
            if span.end is not None:
                yield span.end


def _counts(pathway: PathwayDays, day: date) -> bool:
    return pathway.begin < day and (pathway.ended_on is None or day <= pathway.ended_on)


def _body(pathway: PathwayDays, role: str, offers: Mapping[int, OfferDays], day: date) -> int:
    home = _at(pathway.homes, day) or pathway.homes[0][1]
    offer_id = _at(pathway.follows, day)
    if offer_id is None:
        return home
    offer = offers[offer_id]
    named = body_on(offer.roles.get(role, ()), day)
    # The host stands for each citizen's own municipality.
    return home if named is None or named == offer.host else named


def _at(dated: Sequence[tuple[date, int]], day: date) -> int | None:
    """The value that holds on the day: the newest begun by then."""
    index = bisect_right([begin for begin, _ in dated], day)
    return dated[index - 1][1] if index else None
