"""Instances and solutions of format pooling-1 from JSON (docs/formats/pooling.md); writing.py is the inverse.

Fields that the format does not have are passed over. All mistakes are told at once: `InvalidFile.mistakes`.
"""

import re

from formation.checking import BIGGEST_ID, InvalidFile, Mistake, Row, parsed
from formation.model import (
    AUDIENCES,
    MAN,
    MODES,
    WOMAN,
    Citizen,
    Entry,
    Facilitator,
    Group,
    Instance,
    Municipality,
    Programme,
    Rules,
    RunningGroup,
    Slot,
    Solution,
    Venue,
)
from formation.references import tell_what_does_not_fit

__all__ = ["FORMAT", "InvalidFile", "Mistake", "read_instance", "read_solution"]

FORMAT = "pooling-1"
# Limits keep every product of the objective within 64 bits, for solvers that work with arrays.
POINTS = 1_000_000_000
PENALTY = 1_000_000  # points per minute, person or start
MINUTES = 1_000_000_000
SESSION_MINUTES = 10_000
PEOPLE = 1_000_000
WEEKS = 520
DAYS = 7 * WEEKS
PER_MILLE = 1000
PREMIUM = 100_000
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_instance(text: str) -> Instance:
    """One night's problem. Raises InvalidFile with all that is wrong: types, ranges, ids, references, lengths."""
    file = parsed(text)
    file.choice("format", (FORMAT,))
    file.telling.done()  # of another format every field would be wrong
    rules = file.row("rules")
    instance = Instance(
        name=file.text("name") if file.has("name") else "",
        today_weekday=file.whole("today_weekday", 0, 6),
        start_weeks=file.whole("start_weeks", 1, WEEKS),
        languages=file.texts("languages") if file.has("languages") else (),
        slots=tuple(_slot(row) for row in file.rows("slots")),
        programmes=tuple(_programme(row) for row in file.rows("programmes")),
        municipalities=tuple(_municipality(row) for row in file.rows("municipalities")),
        venues=tuple(_venue(row) for row in file.rows("venues")),
        facilitators=tuple(_facilitator(row) for row in file.rows("facilitators")),
        running_groups=tuple(_running_group(row) for row in file.rows("running_groups")),
        citizens=tuple(_citizen(row) for row in file.rows("citizens")),
        rules=Rules(
            ledger_penalty_per_minute=rules.whole("ledger_penalty_per_minute", 0, PENALTY),
            floor_penalty_per_start=rules.whole("floor_penalty_per_start", 0, POINTS),
        ),
    )
    tell_what_does_not_fit(instance, file.telling)
    file.telling.done()
    return instance


def read_solution(text: str, instance: Instance) -> Solution:
    """A plan for this instance. Raises InvalidFile when it is none in form.

    Whether it keeps the rules, and whether its ids are known, is for `evaluation`. A pattern is a set of slots: it is
    given in the order in which its programme has it.
    """
    file = parsed(text)
    order = {
        (programme.id, frozenset(pattern)): pattern
        for programme in instance.programmes
        for pattern in programme.patterns
    }
    solution = Solution(
        groups=tuple(_group(row, order) for row in file.rows("groups")),
        entries=tuple(Entry(row.identity("running_group"), row.identity("citizen")) for row in file.rows("entries")),
    )
    file.telling.done()
    return solution


def _group(row: Row, order: dict[tuple[int, frozenset[int]], tuple[int, ...]]) -> Group:
    programme, pattern = row.identity("programme"), row.identities("pattern")
    if len(set(pattern)) == len(pattern):
        pattern = order.get((programme, frozenset(pattern)), pattern)
    return Group(
        programme=programme,
        language=row.text("language"),
        audience=row.text("audience"),
        mode=row.text("mode"),
        venue=row.identity_or_null("venue"),
        pattern=pattern,
        start_week=row.whole("start_week", -BIGGEST_ID, BIGGEST_ID),
        facilitator=row.identity("facilitator"),
        members=row.identities("members"),
    )


def _slot(row: Row) -> Slot:
    start = row.text("start")
    if not CLOCK.fullmatch(start):
        row.wrong("start", start, 'give a time of day as "HH:MM", from "00:00" to "23:59"')
    return Slot(
        id=row.identity(),
        weekday=row.whole("weekday", 0, 6),
        start=start,
        premium_permille=row.whole("premium_permille", 0, PREMIUM),
    )


def _programme(row: Row) -> Programme:
    return Programme(
        id=row.identity(),
        name=row.text("name") if row.has("name") else "",
        sessions_per_week=row.whole("sessions_per_week", 1, 100),
        weeks=row.whole("weeks", 1, WEEKS),
        size_min=row.whole("size_min", 1, PEOPLE),
        size_ideal=row.whole("size_ideal", 1, PEOPLE),
        size_max=row.whole("size_max", 1, PEOPLE),
        facilitator_minutes_per_session=row.whole("facilitator_minutes_per_session", 0, SESSION_MINUTES),
        no_isolated_gender=row.flag("no_isolated_gender"),
        modes=row.choices("modes", MODES),
        patterns=row.sets("patterns"),
        tariff_minutes=row.whole("tariff_minutes", 0, PEOPLE),
        startup_cost=row.whole("startup_cost", 0, POINTS),
        under_penalty=row.whole("under_penalty", 0, POINTS),
        over_penalty=row.whole("over_penalty", 0, POINTS),
    )


def _municipality(row: Row) -> Municipality:
    return Municipality(
        id=row.identity(),
        name=row.text("name") if row.has("name") else "",
        population=row.whole("population", 0, POINTS),
        balance_minutes=row.whole("balance_minutes", -MINUTES, MINUTES),
        tolerance_minutes=row.whole("tolerance_minutes", 0, MINUTES),
        floor_starts=row.whole("floor_starts", 0, PEOPLE),
    )


def _venue(row: Row) -> Venue:
    return Venue(
        id=row.identity(),
        municipality=row.identity("municipality"),
        capacity=row.whole("capacity", 0, PEOPLE),
        features=row.texts("features"),
        slots=frozenset(row.identities("slots")),
        cost_per_session=row.whole("cost_per_session", 0, POINTS),
    )


def _facilitator(row: Row) -> Facilitator:
    return Facilitator(
        id=row.identity(),
        municipality=row.identity("municipality"),
        programmes=frozenset(row.identities("programmes")),
        languages=frozenset(row.texts("languages")),
        slots=row.pairs("slots", 0, WEEKS),
        max_minutes_per_week=row.whole("max_minutes_per_week", 0, MINUTES),
        rate_per_hour=row.whole("rate_per_hour", 0, PENALTY),
        venues=frozenset(row.identities("venues")),
    )


def _running_group(row: Row) -> RunningGroup:
    return RunningGroup(
        id=row.identity(),
        programme=row.identity("programme"),
        language=row.text("language"),
        audience=row.choice("audience", AUDIENCES),
        mode=row.choice("mode", MODES),
        venue=row.identity_or_null("venue"),
        slots=row.identities("slots"),
        seats=row.whole("seats", 0, PEOPLE),
        entry_day=row.whole("entry_day", 0, DAYS),
    )


def _citizen(row: Row) -> Citizen:
    fit = row.row("fit_permille")
    return Citizen(
        id=row.identity(),
        municipality=row.identity("municipality"),
        programme=row.identity("programme"),
        languages=frozenset(row.texts("languages")),
        gender=row.choice("gender", (WOMAN, MAN)),
        audiences=frozenset(row.choices("audiences", AUDIENCES)),
        online=row.flag("online"),
        venues=row.pairs("venues", 0, MINUTES),
        slots=frozenset(row.identities("slots")),
        value=row.whole("value", 0, POINTS),
        wait_value=row.whole("wait_value", 0, POINTS),
        keep_permille=row.wholes("keep_permille", 0, PER_MILLE),
        fit_permille={mode: fit.whole(mode, 0, PER_MILLE) for mode in MODES},
        vulnerable=row.flag("vulnerable"),
        waited_days=row.whole("waited_days", 0, DAYS * 10),
    )
