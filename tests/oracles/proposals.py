"""Proposals the slow way: write down every offer with everything that speaks against it, then look through the list.

Shares no rule with the code it checks: hours, distances and orders are written out again here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import acos, cos, radians, sin
from zoneinfo import ZoneInfo

from sundhedscenter.journey.proposals import Answers, GroupOption, Home, Options, Wish

HOURS = [(day, hour) for day in range(7) for hour in (9, 11, 13, 15, 17, 19) if not (day >= 5 and hour == 17)]


@dataclass
class Row:
    """One way to take part in one offer."""

    kind: str
    id: str
    form: str
    start: datetime
    km: float
    against: list[str]
    offer: object
    times: list[int]


def kilometres(home: Home, offer: object) -> float:
    """Spherical law of cosines, where the code uses the haversine."""
    a, b = home.point, offer.place_point
    cosine = sin(radians(a.lat)) * sin(radians(b.lat)) + cos(radians(a.lat)) * cos(radians(b.lat)) * cos(
        radians(a.lon - b.lon)
    )
    return 6371 * acos(max(-1.0, min(1.0, cosine))) * 1.3


def against_content(answers: Answers, offer: object) -> list[str]:
    against = []
    if answers.time == "short" and offer.minutes > 60:
        against.append("time")
    if answers.money == "free_only" and offer.cost_dkk != 0:
        against.append("money")
    if answers.body == "gentle" and not offer.gentle:
        against.append("body")
    return against


def row_of_meeting(answers: Answers, home: Home, offer: object, now: datetime) -> Row:
    """A group or waiting place with every barrier it breaks."""
    against = against_content(answers, offer)
    is_group = isinstance(offer, GroupOption)
    hers = [number for number in range(40) if (answers.week // 2**number) % 2 == 1]
    theirs = [number for number in range(40) if (offer.slots // 2**number) % 2 == 1]
    times = [number for number in theirs if number in hers]
    if is_group and len(times) < len(theirs):
        against.append("week")
    if not is_group and (len({HOURS[number][0] for number in times}) < offer.per_week or "week" in answers.skipped):
        against.append("week")
    if str(answers.topic) not in offer.topics:
        against.append("topic")
    km = 0.0
    if offer.form == "group_site":
        km = kilometres(home, offer)
        limit = {"far": 40, "near": 10, "none": -1}[answers.distance]
        if km > limit:
            against.append("distance")
        if answers.body == "step_free" and not offer.step_free:
            against.append("body")
    if offer.form == "group_video" and answers.digital == "no":
        against.append("digital")
    if is_group and offer.seats_left <= 0:
        against.append("seats")
    if offer.starts_at <= now:
        against.append("begun")
    return Row("group" if is_group else "waiting", offer.id, offer.form, offer.starts_at, km, against, offer, times)


def all_rows(answers: Answers, home: Home, options: Options, now: datetime) -> list[Row]:
    rows = []
    for start in options.starts:
        for form in start.forms:
            against = against_content(answers, start)
            if str(answers.topic) not in start.topics and "unsure" not in start.topics:
                against.append("topic")
            if form == "alone_online" and answers.digital == "no":
                against.append("digital")
            rows.append(Row("start_now", start.code, form, now, 0.0, against, start, []))
    rows += [row_of_meeting(answers, home, offer, now) for offer in (*options.groups, *options.waits)]
    helpline = options.helpline
    rows.append(Row("helpline", helpline.id, "phone", max(now, helpline.opens_at), 0.0, [], helpline, []))
    return rows


def expected(answers: Answers, home: Home, options: Options, now: datetime) -> list[tuple[str, str, str]]:
    """Kind, id and form of each proposal, in order."""
    fitting = [row for row in all_rows(answers, home, options, now) if not row.against]
    order = ["paper", "phone"] if answers.digital == "no" else ["alone_online", "phone", "paper"]
    lessons = sorted(
        (row for row in fitting if row.kind == "start_now"),
        key=lambda row: (
            0 if str(answers.topic) in row.offer.topics else 1,
            order.index(row.form),
            row.offer.minutes,
            row.id,
        ),
    )
    groups = sorted(
        (row for row in fitting if row.kind == "group"),
        key=lambda row: (row.start, -row.offer.seats_left, row.km, row.id),
    )
    waits = sorted(
        (row for row in fitting if row.kind == "waiting"),
        key=lambda row: (row.start, -len(row.times), row.km, row.id),
    )
    helpline = next(row for row in fitting if row.kind == "helpline")
    first = ("start_now", lessons[0].id, lessons[0].form) if lessons else ("start_now", helpline.id, "phone")
    talk = ("talk", helpline.id, "phone")
    if not groups and not waits:
        return [first, talk]
    if not groups:
        return [first, ("waiting", waits[0].id, waits[0].form), talk]
    near = groups[0]
    second = ("group", near.id, near.form)
    pair = [first, second]
    if not lessons and near.start < helpline.start:
        pair = [second, first]
    others = [row for row in groups if is_other(row, near)]
    if others:
        soonest = [row for row in others if row.start == others[0].start]
        another_form = [row for row in soonest if row.form != near.form]
        chosen = (another_form or soonest)[0]
        return [*pair, ("group", chosen.id, chosen.form)]
    for row in waits:
        if (
            row.form != near.form
            or row.offer.place_name != near.offer.place_name
            or row.offer.track != near.offer.track
            or any(number not in near.times for number in row.times)
        ):
            return [*pair, ("waiting", row.id, row.form)]
    return [*pair, talk]


def expected_wished(
    answers: Answers, home: Home, options: Options, now: datetime, wish: Wish
) -> tuple[list[tuple[str, str]], bool]:
    """Kind and id of each proposal for somebody with a wish, and whether the wish was met."""
    plain = [(kind, key) for kind, key, _form in expected(answers, home, options, now)]
    meetings = [row for row in all_rows(answers, home, options, now) if row.kind in ("group", "waiting")]
    front, met = None, False
    if wish.group:
        for row in meetings:
            minor = {"topic", "distance"} if "distance" in answers.skipped else {"topic"}
            if row.id == wish.group and row.id in options.asked_for and not set(row.against) - minor:
                front, met = (row.kind, row.id), True
        front = front or first_asked_for(meetings, options.asked_for)
    elif wish.lesson:
        for row in all_rows(answers, home, options, now):
            if (row.kind, row.id) == ("start_now", wish.lesson) and not set(row.against) - {"topic"}:
                front, met = (row.kind, row.id), True
    else:
        front = first_asked_for(meetings, options.asked_for)
        met = front is not None
    if front is None:
        return plain, False
    others = [card for card in plain if card[1] != front[1] and not card[0] == front[0] == "start_now"]
    return [front, *others][:3], met


def first_asked_for(rows: list[Row], asked_for: frozenset[str]) -> tuple[str, str] | None:
    found = [row for row in rows if row.id in asked_for and not set(row.against) - {"topic"}]
    groups = [row for row in found if row.kind == "group"]
    if groups:
        best = min(groups, key=lambda row: (row.start, -row.offer.seats_left, row.km, row.id))
    elif found:
        best = min(found, key=lambda row: (row.start, -len(row.times), row.km, row.id))
    else:
        return None
    return best.kind, best.id


def is_other(row: Row, near: Row) -> bool:
    return (
        row.form != near.form
        or row.offer.place_name != near.offer.place_name
        or [HOURS[number] for number in row.times] != [HOURS[number] for number in near.times]
    )


def expected_next_best(
    answers: Answers, home: Home, options: Options, now: datetime, excluding: set[str]
) -> tuple[str, str]:
    """Kind and id of the proposal to show when a seat has gone."""
    rows = [row for row in all_rows(answers, home, options, now) if not row.against and row.id not in excluding]
    groups = [row for row in rows if row.kind == "group"]
    waits = [row for row in rows if row.kind == "waiting"]
    if groups:
        best = min(groups, key=lambda row: (row.start, -row.offer.seats_left, row.km, row.id))
        return ("group", best.id)
    if waits:
        best = min(waits, key=lambda row: (row.start, -len(row.times), row.km, row.id))
        return ("waiting", best.id)
    return ("talk", options.helpline.id)


def first_free_hour(answers: Answers, after: datetime) -> datetime:
    """Walk hour by hour through the local clock until the citizen is free."""
    tz = ZoneInfo("Europe/Copenhagen")
    free = {HOURS[number] for number in range(40) if (answers.week // 2**number) % 2 == 1}
    moment = after.replace(minute=0, second=0, microsecond=0)
    while True:
        moment += timedelta(hours=1)
        local = moment.astimezone(tz)
        if (local.weekday(), local.hour) in free:
            return moment
