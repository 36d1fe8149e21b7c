"""Anything may happen in any order: no group is overbooked, nobody sits twice, nobody is lost, what was done stays.

Six citizens of five municipalities live through months in random order; after each act the whole database is asked.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sundhedscenter.citizens.models import Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import FULL_MASK, OUTSIDE_OFFICE_HOURS, slot_number
from sundhedscenter.groups.models import Group, Seat, SeatOffer, Session, WaitingPlace
from sundhedscenter.groups.queries import roster
from sundhedscenter.journey.attendance import save_attendance
from sundhedscenter.journey.choosing import ChoiceUnknown, SeatGone
from sundhedscenter.journey.sweep import sweep
from sundhedscenter.pathways.models import Pathway, PathwayFact, PlanItem, Progress
from sundhedscenter.pathways.queries import open_pathway, rests_of
from tests.journey.acts import (
    CHECK,
    answers_action,
    does,
    findings,
    finishes,
    resize,
    seen_by,
    staff_finish_late_tasks,
    way_of,
)
from tests.people import AT, POSTAL, AsOwner, Person, accepts, leader, person, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOMES = ["lemvig", "struer", "skive", "holstebro", "ringkoebing-skjern", "lemvig"]
TUESDAY, THURSDAY, SATURDAY = (1 << slot_number(day, 19) for day in (1, 3, 5))
WEEKS = [FULL_MASK, OUTSIDE_OFFICE_HOURS, TUESDAY, THURSDAY | SATURDAY, TUESDAY | THURSDAY]
CARDS = [
    "waiting:core|group_video|",
    "waiting:core|group_site|lemvig-sundhedshus",
    "waiting:gentle|group_video|",
    "waiting:kol_hold|group_video|",
    "start_now:kol",
    "talk:centre",
]
REASONS = ["time_work", "own_illness", "technology", "not_relevant", "transport_cost", "other"]
FORMS = ["group_site", "group_video", "alone_online", "phone", "paper"]
WHO = st.integers(0, len(HOMES) - 1)

# What each example begins with; made once by the test, because accounts and leaders take longer than the acts.
people: list[Person] = []


class Life(RuleBasedStateMachine):
    """One world of six people. The clock moves only in `time_passes`, and the worker sweeps when it has."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.at = AT
        self.unswept = timedelta()
        self.done: dict[Any, int] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    # --- the acts -------------------------------------------------------------------------------------------------

    @initialize(first=st.permutations(range(len(HOMES))), card=st.sampled_from(CARDS[:2]))
    def some_have_come_already(self, first: list[int], card: str) -> None:
        for who in first[:3]:
            self.accept(who, card, FULL_MASK, "far")

    @rule(who=WHO, card=st.sampled_from(CARDS), week=st.sampled_from(WEEKS), distance=st.sampled_from(["far", "none"]))
    def accept(self, who: int, card: str, week: int, distance: str) -> None:
        self.try_for_a_seat(lambda: accepts(people[who], HOMES[who], card, self.at, week=week, distance=distance))

    @rule(who=WHO, which=st.integers(0, 5), again=st.booleans())
    @precondition(lambda self: Group.objects.exists())
    def choose_a_group(self, who: int, which: int, again: bool) -> None:
        groups = list(Group.objects.order_by("created_at", "code"))
        key = f"group:{groups[which % len(groups)].pk}"
        if again and self.has_begun(who):
            self.try_for_a_seat(lambda: does(people[who], "take", self.at, key=key))
        else:
            self.try_for_a_seat(lambda: accepts(people[who], HOMES[who], key, self.at))

    @rule(who=WHO, reason=st.sampled_from(REASONS), days=st.sampled_from([1, 6, 28, 29, 60]))
    def pause(self, who: int, reason: str, days: int) -> None:
        if self.has_begun(who):
            does(people[who], "pause", self.at, reason=reason, until=day_of(self.at) + timedelta(days=days))
            way = way_of(people[who], self.at)
            assert (way.status, way.waiting, way.offers) == ("paused", (), ())

    @rule(who=WHO)
    def come_back(self, who: int) -> None:
        if not self.has_begun(who):
            return
        lost = self.tracks_given_up(who)
        does(people[who], "come_back", self.at)
        way = way_of(people[who], self.at)
        held = {seat.track_id for seat in way.seats} | {line.track_id for line in way.waiting}
        assert lost <= held
        assert way.status not in {"paused", "not_now"}

    @rule(who=WHO, stops=st.lists(st.sampled_from(["short", "long", "no"]), min_size=1, max_size=3))
    def rest_and_return(self, who: int, stops: list[str]) -> None:
        """Several pauses and refusals on top of each other, a day between them, and then back."""
        for stop in stops if self.has_begun(who) else ():
            if stop == "no":
                does(people[who], "say_no", self.at, reason="not_relevant")
            else:
                until = day_of(self.at) + timedelta(days=20 if stop == "short" else 40)
                does(people[who], "pause", self.at, reason="family", until=until)
            self.time_passes(24)
        self.come_back(who)

    @rule(who=WHO, week=st.sampled_from(WEEKS))
    def change_time(self, who: int, week: int) -> None:
        if self.has_begun(who):
            does(people[who], "change_time", self.at, week=week, reason="time_work")
            way = way_of(people[who], self.at)
            resting = way.status in {"paused", "not_now"}
            assert resting or all(seat.group.slot_mask & week == seat.group.slot_mask for seat in way.seats)

    @rule(who=WHO, form=st.sampled_from(FORMS))
    def switch_format(self, who: int, form: str) -> None:
        if self.has_begun(who):
            before = {seat.pk for seat in way_of(people[who], self.at).seats}
            outcome = does(people[who], "switch_format", self.at, form=form, reason="technology")
            way = way_of(people[who], self.at)
            after = {seat.pk for seat in way.seats}
            assert after == before if outcome.what == "form_group_found" else True
            assert after == set() if outcome.what == "form_changed" else True

    @rule(who=WHO, reason=st.sampled_from(REASONS), final=st.booleans(), yes=st.booleans())
    def say_no(self, who: int, reason: str, final: bool, yes: bool) -> None:
        if not self.has_begun(who):
            return
        outcome = does(people[who], "say_no", self.at, reason=reason, final=final)
        offered = outcome.alternative.proposal
        if yes and offered is not None:
            self.try_for_a_seat(lambda: does(people[who], "take", self.at, key=offered.ref))

    @rule(yes=st.booleans(), which=st.integers(0, 5))
    def answer_an_offer(self, yes: bool, which: int) -> None:
        with acting_as(CHECK):
            offers = list(SeatOffer.objects.filter(ended_at=None).order_by("made_at", "id"))
        if not offers:
            return
        offer = offers[which % len(offers)]
        who = next(p for p in people if p.citizen.pk == offer.citizen_id)
        if yes:
            taken = self.try_for_a_seat(lambda: does(who, "take_offer", self.at, offer_id=offer.pk))
            assert taken == (offer.held_until > self.at)
        else:
            does(who, "decline_offer", self.at, offer_id=offer.pk)

    @rule(who=WHO)
    def answer_the_first_step(self, who: int) -> None:
        if self.has_begun(who):
            way = way_of(people[who], self.at)
            if any(line.kind == "lesson" and not line.done for line in way.plan) and len(way.plan) < 3:
                with suppress_many():
                    answers_action(people[who], self.at)
                    assert way_of(people[who], self.at).started_at is not None

    @rule(
        which=st.integers(0, 9),
        away=st.lists(st.sampled_from(["present", "excused", "absent"]), min_size=3, max_size=3),
    )
    def take_attendance(self, which: int, away: list[str]) -> None:
        begun = list(
            Session.objects.filter(starts_at__lte=self.at).select_related("group__leader").order_by("-starts_at", "id")
        )
        if not begun:
            return
        session = begun[which % len(begun)]
        with acting_as(viewer_of(session.group.leader, self.at), on=day_of(self.at)) as viewer:
            lines = roster(viewer, session.group, session=session)
            states = dict(zip((line.seat_id for line in lines), away, strict=False))
            save_attendance(
                viewer=viewer,
                session=session,
                exceptions={pk: state for pk, state in states.items() if state != "present"},
                at=self.at,
            )
        self.done = self.counted()  # the one act that may take back what was counted

    @rule(which=st.integers(0, 5), outcome=st.sampled_from(["talked", "no_answer", "not_needed"]))
    def staff_finish_a_task(self, which: int, outcome: str) -> None:
        with acting_as(CHECK):
            tasks = list(Task.objects.filter(ended_at=None).order_by("created_at", "id"))
        if tasks:
            finishes(tasks[which % len(tasks)], self.at, outcome)

    @rule(hours=st.sampled_from([1, 5, 47]))
    def a_little_time_passes(self, hours: int) -> None:
        if self.unswept + timedelta(hours=hours) < timedelta(hours=23):
            self.at += timedelta(hours=hours)
            self.unswept += timedelta(hours=hours)
        else:
            self.time_passes(hours)

    @rule(hours=st.sampled_from([1, 24, 49, 170, 500]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        self.unswept = timedelta()
        sweep(at=self.at)
        staff_finish_late_tasks(self.at)
        again = sweep(at=self.at)
        assert (again.offers, again.groups, again.pauses, again.calls, again.drafts) == (0, 0, 0, 0, 0)
        with acting_as(CHECK):
            assert not SeatOffer.objects.filter(ended_at=None, held_until__lte=self.at).exists()
        for who in people:
            with seen_by(who, self.at):
                begun = open_pathway(who.citizen) is not None
            assert not begun or way_of(who, self.at).next_step.kind != "talk"

    # --- what must always hold ------------------------------------------------------------------------------------

    @invariant()
    def every_check_is_content(self) -> None:
        assert findings(self.at) == []

    @invariant()
    def nothing_is_overbooked_and_nobody_sits_twice(self) -> None:
        with acting_as(CHECK):
            seats = list(Seat.objects.filter(released_at=None).select_related("group"))
            held = list(SeatOffer.objects.filter(ended_at=None).values_list("group_id", flat=True))
            for group in Group.objects.all():
                sitting = sum(seat.group_id == group.pk for seat in seats)
                assert group.taken == sitting + held.count(group.pk) <= group.size_max
            by_track = [(seat.citizen_id, seat.track_id) for seat in seats]
            assert len(by_track) == len(set(by_track))
            lines = list(WaitingPlace.objects.filter(ended_at=None).values_list("citizen_id", "track_id"))
            assert len(lines) == len(set(lines))

    @invariant()
    def nobody_meets_in_two_places_at_once(self) -> None:
        """Meeting by meeting: the obvious, slow second version of the rule about weekly times."""
        with acting_as(CHECK):
            seen: set[tuple[Any, datetime]] = set()
            rows = Seat.objects.filter(released_at=None, group__sessions__starts_at__gt=self.at).values_list(
                "citizen_id", "group__sessions__starts_at"
            )
            for meeting in rows.order_by():
                assert meeting not in seen
                seen.add(meeting)

    @invariant()
    def a_leader_sees_exactly_who_sits(self) -> None:
        with acting_as(CHECK):
            rows = Seat.objects.filter(released_at=None).values_list("group_id", "citizen_id")
            sitting: dict[Any, set[Any]] = {}
            for group_id, citizen_id in rows:
                sitting.setdefault(group_id, set()).add(citizen_id)
            running = list(Group.objects.filter(sessions__starts_at__gt=self.at).select_related("leader").distinct())
        for group in running:
            with acting_as(viewer_of(group.leader, self.at), on=day_of(self.at)) as viewer:
                assert {line.citizen_id for line in roster(viewer, group)} == sitting.get(group.pk, set())

    @invariant()
    def what_was_done_never_shrinks_and_all_of_it_is_shown(self) -> None:
        now = self.counted()
        for citizen_id, before in self.done.items():
            assert now.get(citizen_id, 0) >= before
        self.done = now
        for who in people:
            if now.get(who.citizen.pk):
                assert sum(line.done for line in way_of(who, self.at).plan) == now[who.citizen.pk]

    # --- helpers --------------------------------------------------------------------------------------------------

    def try_for_a_seat(self, act: Callable[[], Any]) -> bool:
        """True when it went well. When it did not, nothing at all was written."""
        before = self.everything()
        try:
            act()
        except SeatGone as gone:
            assert gone.alternatives
        except ChoiceUnknown:
            pass
        else:
            return True
        assert self.everything() == before
        return False

    def everything(self) -> list[int]:
        with acting_as(CHECK):
            return [
                model.objects.count() for model in (Seat, SeatOffer, WaitingPlace, Progress, Pathway, PathwayFact)
            ] + [
                Seat.objects.filter(released_at=None).count(),
                SeatOffer.objects.filter(ended_at=None).count(),
                WaitingPlace.objects.filter(ended_at=None).count(),
            ]

    def counted(self) -> dict[Any, int]:
        with acting_as(CHECK):
            counts: dict[Any, int] = {}
            for citizen_id in Progress.objects.filter(withdrawn_at=None).values_list("citizen_id", flat=True):
                counts[citizen_id] = counts.get(citizen_id, 0) + 1
            return counts

    def has_begun(self, who: int) -> bool:
        with seen_by(people[who], self.at):
            return open_pathway(people[who].citizen) is not None

    def tracks_given_up(self, who: int) -> set[int]:
        """Tracks that a pause or a no, still standing, took a seat or a place in line from."""
        with seen_by(people[who], self.at):
            pathway = open_pathway(people[who].citizen)
            assert pathway is not None
            moments = [fact.at for fact in rests_of(pathway)]
            seats = Seat.objects.filter(pathway=pathway, released_at__in=moments)
            lines = WaitingPlace.objects.filter(pathway=pathway, ended_at__in=moments).exclude(end_reason="seated")
            return {*seats.values_list("track_id", flat=True), *lines.values_list("track_id", flat=True)}


def suppress_many() -> Any:
    """Two open lessons of one person: the step to answer is not one."""
    return suppress(PlanItem.MultipleObjectsReturned)


@pytest.fixture
def six_people(content: None, as_owner: AsOwner) -> None:
    """Leaders at few times and small groups, so that seats run out; six people who have just logged in."""
    for track, least, most in (("core", 2, 3), ("gentle", 2, 2), ("kol_hold", 2, 3)):
        resize(as_owner, track, least=least, most=most)
    leader(as_owner, "skive", slot_mask=TUESDAY | SATURDAY)
    leader(as_owner, "lemvig", track="gentle", slot_mask=TUESDAY)
    leader(as_owner, "struer", track="kol_hold", slot_mask=TUESDAY | THURSDAY | SATURDAY)
    people[:] = [person(as_owner, f"{home}-{number}") for number, home in enumerate(HOMES)]
    assert set(HOMES) <= set(POSTAL)


def live(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


def test_life_in_any_order(six_people: None) -> None:
    live(examples=4, steps=12)


@pytest.mark.long
def test_long_lives_in_any_order(six_people: None) -> None:
    live(examples=60, steps=50)
