"""Who has something from which day to which: arithmetic of dated responsibility. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """An organisation (by id) from `begin` to the day before `end`; for ever when `end` is None."""

    organisation_id: int
    begin: date
    end: date | None

    def covers(self, day: date) -> bool:
        return self.begin <= day and (self.end is None or day < self.end)


type Spans = tuple[Span, ...]


def body_on(spans: Iterable[Span], day: date) -> int | None:
    """The organisation on the day, by id; None on a day without one."""
    return next((span.organisation_id for span in spans if span.covers(day)), None)


def before(spans: Iterable[Span], day: date) -> Spans:
    """What lies before the day."""
    kept = (replace(s, end=day) if s.end is None or s.end > day else s for s in spans if s.begin < day)
    return tuple(kept)


def from_day(spans: Iterable[Span], day: date) -> Spans:
    """What lies on the day and later."""
    return tuple(replace(s, begin=max(s.begin, day)) for s in spans if s.end is None or s.end > day)


def merged(spans: Iterable[Span]) -> Spans:
    """The same days in as few spans as possible, in order. The spans given overlap nowhere."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: s.begin):
        last = result[-1] if result else None
        if last is not None and last.organisation_id == span.organisation_id and last.end == span.begin:
            result[-1] = replace(last, end=span.end)
        else:
            result.append(span)
    return tuple(result)


def moved(spans: Sequence[Span], day: date, organisation_id: int) -> Spans:
    """From the day on one organisation has it; earlier days stay."""
    return merged([*before(spans, day), Span(organisation_id, day, None)])


def put_back(spans: Sequence[Span], day: date, former: Sequence[Span]) -> Spans:
    """From the day on the days are as they were in `former`; earlier days stay."""
    return merged([*before(spans, day), *from_day(former, day)])


def union(spans: Iterable[Span]) -> Spans:
    """Days on which an organisation has any of the spans, by organisation and day; the spans given may overlap."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.organisation_id, s.begin)):
        last = result[-1] if result else None
        if last is None or last.organisation_id != span.organisation_id or (last.end and last.end < span.begin):
            result.append(span)
        elif last.end is not None:
            result[-1] = replace(last, end=None if span.end is None else max(last.end, span.end))
    return tuple(result)
