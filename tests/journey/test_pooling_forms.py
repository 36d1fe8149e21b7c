"""Groups on site, twice a week, running groups with free seats: who is seated where, and in what order."""

from datetime import UTC, datetime, timedelta

import pytest

from sundhedscenter.core import week
from sundhedscenter.core.week import SLOTS, mask_from_numbers, slot_number
from sundhedscenter.groups.models import Group
from tests.journey.acts import (
    DAY,
    VIDEO,
    does,
    findings,
    live_seats,
    open_offers,
    resize,
    seated,
    told,
    waiting,
    way_of,
)
from tests.people import AT, AsOwner, accepts, leader, person

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = slot_number(1, 19), slot_number(3, 19)
SITE = "waiting:core|group_site|lemvig-sundhedshus"


def times(group: Group) -> list[tuple[int, int]]:
    return [tuple(slot) for slot in week.slots_from_mask(group.slot_mask)]


def test_group_on_site_meets_at_a_place_that_everybody_can_reach(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=3, most=4)
    leader(as_owner, "skive")
    for municipality in ("lemvig", "lemvig", "struer"):
        accepts(person(as_owner), municipality, SITE, distance="near" if municipality == "lemvig" else "far")
    group = Group.objects.get()
    assert group.form == "group_site"
    assert group.place is not None
    assert group.place.municipality_code == "0665"  # Lemvig: two of the three can only go 10 km
    assert group.room_link == ""
    assert findings() == []


def test_a_place_hosts_one_group_at_a_time(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=2, most=2)
    for _ in range(2):
        leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    for _ in range(4):
        accepts(person(as_owner), "lemvig", SITE, distance="near")
    places = [group.place.code for group in Group.objects.all() if group.place]
    assert len(places) == len(set(places))
    assert len(live_seats()) + len(waiting()) == 4


def test_track_that_meets_twice_a_week(content: None, as_owner: AsOwner) -> None:
    """The leader, and everyone in the group, must be free at both times; never twice on one day."""
    resize(as_owner, "kol_hold", least=2, most=4)
    card = "waiting:kol_hold|group_video|"
    early = slot_number(1, 9)
    leader(as_owner, "skive", track="kol_hold", slot_mask=mask_from_numbers([early, TUESDAY, THURSDAY]))
    accepts(person(as_owner), "lemvig", card, topic="kol", week=mask_from_numbers([TUESDAY, THURSDAY]))
    accepts(person(as_owner), "struer", card, topic="kol", week=mask_from_numbers([early, TUESDAY]))
    assert not Group.objects.exists()
    accepts(person(as_owner), "skive", card, topic="kol")
    group = Group.objects.get()
    assert times(group) == [(1, 19), (3, 19)]
    starts = list(group.sessions.values_list("starts_at", flat=True))
    assert len(starts) == group.track.sessions == 20
    assert {week.slot_number_at(moment) for moment in starts} == {TUESDAY, THURSDAY}
    assert starts[0] > AT + timedelta(days=2)
    assert sorted(starts) == starts


def test_meetings_keep_their_hour_when_daylight_saving_begins(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=2)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    accepts(person(as_owner), "lemvig", VIDEO)
    starts = list(Group.objects.get().sessions.values_list("starts_at", flat=True))
    assert {SLOTS[week.slot_number_at(moment) or 0] for moment in starts} == {(1, 19)}
    assert {moment.hour for moment in starts} == {17, 18}  # UTC, either side of 29 March


def test_rolling_entry_into_a_running_group(content: None, as_owner: AsOwner) -> None:
    """Who comes when the group has met twice begins at the third meeting, where a new theme begins."""
    resize(as_owner, "core", least=1, most=3)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    accepts(person(as_owner, "Anna"), "lemvig", VIDEO)
    group = Group.objects.get()
    second = group.sessions.get(number=2).starts_at
    ben = person(as_owner, "Ben")
    seat = accepts(ben, "struer", f"group:{group.pk}", second - DAY).seat
    assert seat is not None
    assert seat.from_session == 3
    assert group.sessions.get(number=3).is_entry
    assert [line.session.number for line in way_of(ben, second - DAY).dates] == [3, 4, 5, 6, 7, 8]


def test_a_closed_track_lets_nobody_in_after_the_first_meeting(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "knee_hold", least=1, most=3)
    leader(as_owner, "skive", track="knee_hold")
    accepts(person(as_owner), "lemvig", "waiting:knee_hold|group_video|", topic="knee")
    group = Group.objects.get()
    assert [session.number for session in group.sessions.filter(is_entry=True)] == [1]


def test_a_freed_seat_is_held_48_hours_for_the_next_in_line(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=2, most=2)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    anna, ben = person(as_owner, "Anna"), person(as_owner, "Ben")
    for citizen in (anna, ben):
        accepts(citizen, "lemvig", VIDEO)
    group = Group.objects.get()
    cannot, clara, dan = person(as_owner, "Cannot"), person(as_owner, "Clara"), person(as_owner, "Dan")
    accepts(cannot, "struer", VIDEO, AT, week=1 << THURSDAY | 1 << slot_number(0, 9))
    accepts(clara, "struer", VIDEO, AT + timedelta(minutes=1))
    accepts(dan, "struer", VIDEO, AT + timedelta(minutes=2))
    later = AT + timedelta(hours=1)
    does(anna, "say_no", later, reason="not_relevant")
    (offer,) = open_offers()
    assert (offer.citizen.display_name, offer.held_until) == ("Clara", later + timedelta(hours=48))
    assert (seated(group), told("offer_made")) == ({"Ben"}, ["Clara"])
    group.refresh_from_db()
    assert group.taken == 2  # the held seat is not free for anyone else
    next_step = way_of(clara, later).next_step
    assert (next_step.kind, next_step.at) == ("answer_offer", offer.held_until)
    does(clara, "decline_offer", later + DAY, offer_id=offer.pk)
    (passed_on,) = open_offers()
    assert passed_on.citizen.display_name == "Dan"
    assert waiting() == ["Cannot", "Clara", "Dan"]
    does(dan, "take_offer", later + DAY, offer_id=passed_on.pk)
    assert seated(group) == {"Ben", "Dan"}
    assert (waiting(), open_offers()) == (["Cannot", "Clara"], [])
    assert findings(later + DAY) == []


def test_a_hold_never_lasts_beyond_the_meeting_it_is_for(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=1)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    anna, ben = person(as_owner), person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    accepts(ben, "lemvig", VIDEO)
    first = Group.objects.get().sessions.get(number=1).starts_at
    does(anna, "say_no", first - timedelta(hours=5), reason="not_relevant")
    (offer,) = open_offers()
    assert offer.held_until == first


def test_who_waits_for_another_form_moves_when_that_group_is_there(content: None, as_owner: AsOwner) -> None:
    """The old seat is kept until the new one is there, and then passes on in the same moment."""
    resize(as_owner, "core", least=2, most=2)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    anna, ben, clara = (person(as_owner, name) for name in ("Anna", "Ben", "Clara"))
    accepts(anna, "lemvig", VIDEO, distance="near")
    accepts(ben, "lemvig", VIDEO)
    video = Group.objects.get()
    leader(as_owner, "struer", slot_mask=1 << THURSDAY)
    accepts(clara, "struer", VIDEO, week=1 << TUESDAY)
    assert does(anna, "switch_format", form="group_site", reason="technology").what == "form_waiting"
    assert seated(video) == {"Anna", "Ben"}
    accepts(person(as_owner, "Dan"), "lemvig", SITE, distance="near")
    site = Group.objects.get(form="group_site")
    assert (seated(site), seated(video)) == ({"Anna", "Dan"}, {"Ben"})
    assert [offer.citizen.display_name for offer in open_offers()] == ["Clara"]
    assert [line.form for line in way_of(anna).plan if line.kind == "track"] == ["group_site"]
    assert findings() == []


def test_a_seat_taken_gives_back_the_other_held_seat(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=1)
    for slot in (TUESDAY, THURSDAY):
        leader(as_owner, "skive", slot_mask=1 << slot)
    anna, ben = person(as_owner, "Anna"), person(as_owner, "Ben")
    accepts(anna, "lemvig", VIDEO, week=1 << TUESDAY)
    accepts(ben, "lemvig", VIDEO, week=1 << THURSDAY)
    clara, dan = person(as_owner, "Clara"), person(as_owner, "Dan")
    accepts(clara, "struer", VIDEO)
    accepts(dan, "struer", VIDEO, AT + timedelta(minutes=1))
    does(anna, "say_no", reason="not_relevant")
    (held,) = open_offers()
    assert held.citizen.display_name == "Clara"
    does(ben, "say_no", reason="not_relevant")
    assert {offer.citizen.display_name for offer in open_offers()} == {"Clara", "Dan"}
    leader(as_owner, "holstebro", slot_mask=1 << slot_number(5, 9))
    does(clara, "change_time", week=week.FULL_MASK, reason="time_work")  # she also waits on, and a group is made of her
    assert "Clara" in {seat.citizen.display_name for seat in live_seats()}
    assert {offer.citizen.display_name for offer in open_offers()} <= {"Dan"}
    assert findings(datetime(2026, 3, 2, 10, tzinfo=UTC)) == []
