"""When life changes: nothing done is lost, nothing is given up unasked, and somebody always has the next move."""

from datetime import timedelta

import pytest

from sundhedscenter.citizens.models import Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import FULL_MASK, slot_number
from sundhedscenter.groups.models import Group, SeatOffer
from sundhedscenter.journey.changes import OfferExpired, WeekEmpty
from sundhedscenter.journey.choosing import ChoiceUnknown, SeatGone
from tests.journey.acts import (
    CHECK,
    DAY,
    VIDEO,
    WEEK,
    answers_action,
    attends,
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
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = slot_number(1, 19), slot_number(3, 19)


def tasks() -> list[tuple[str, str]]:
    """Open tasks: kind and whose they are."""
    with acting_as(CHECK):
        rows = Task.objects.filter(ended_at=None).select_related("owner", "owner_organisation")
        return [(task.kind, task.owner.display_name if task.owner else task.owner_organisation.code) for task in rows]


@pytest.fixture
def group(content: None, as_owner: AsOwner) -> Group:
    """Two people on Tuesdays at 19 by video; the group is full, and its leader has no other time."""
    resize(as_owner, "core", least=2, most=2)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    staff(as_owner, "lemvig", name="Kontakt")
    for name in ("Anna", "Ben"):
        accepts(person(as_owner, name), "lemvig", VIDEO)
    return Group.objects.get()


@pytest.fixture
def anna(group: Group) -> Person:
    return sits(group, "Anna")


def sits(group: Group, name: str) -> Person:
    citizen = next(seat.citizen for seat in live_seats() if seat.citizen.display_name == name)
    assert citizen.user is not None
    return Person(citizen.user, citizen, viewer_of(citizen.user))


@pytest.fixture
def next_in_line(group: Group, as_owner: AsOwner) -> Person:
    clara = person(as_owner, "Clara")
    accepts(clara, "struer", VIDEO)
    return clara


def test_short_pause_keeps_the_seat(group: Group, anna: Person, next_in_line: Person) -> None:
    until = day_of(AT + 4 * WEEK)
    assert does(anna, "pause", reason="own_illness", until=until).what == "paused_seat_kept"
    way = way_of(anna)
    assert (way.status, way.paused_until, way.next_step.kind) == ("paused", until, "come_back")
    assert (seated(group), open_offers(), told("pause_confirmed")) == ({"Anna", "Ben"}, [], ["Anna"])
    assert does(anna, "come_back", AT + WEEK).what == "welcome_back"
    assert way_of(anna, AT + WEEK).status == "plan_proposed"
    assert told("welcome_back") == ["Anna"]
    assert findings(AT + WEEK) == []


def test_long_pause_passes_the_seat_on_and_coming_back_stands_in_line(
    group: Group, anna: Person, next_in_line: Person
) -> None:
    assert does(anna, "pause", reason="own_illness", until=day_of(AT + 5 * WEEK)).what == "paused"
    assert [offer.citizen.display_name for offer in open_offers()] == ["Clara"]
    assert (waiting(), findings()) == (["Clara"], [])
    does(anna, "come_back", AT + DAY)
    assert waiting() == ["Clara", "Anna"]
    assert findings(AT + DAY) == []


def test_a_pause_made_longer_forgets_nothing(group: Group, next_in_line: Person) -> None:
    """The first pause took the place in line, the second only moved the day: coming back gives the place again."""
    does(next_in_line, "pause", reason="family", until=day_of(AT + WEEK))
    does(next_in_line, "pause", AT + DAY, reason="family", until=day_of(AT + 2 * WEEK))
    assert waiting() == []
    does(next_in_line, "come_back", AT + 2 * DAY)
    assert waiting() == ["Clara"]
    (place,) = way_of(next_in_line, AT + 2 * DAY).waiting
    assert place.since == AT  # the place in line is the old one


def test_coming_back_twice_is_coming_back_once(group: Group, anna: Person) -> None:
    does(anna, "pause", reason="own_illness", until=day_of(AT + 5 * WEEK))
    does(anna, "come_back", AT + DAY)
    does(anna, "come_back", AT + 2 * DAY)
    assert told("welcome_back") == ["Anna"]
    assert waiting() == ["Anna"]


def test_pause_until_a_day_that_is_not_after_today(anna: Person) -> None:
    with pytest.raises(ValueError, match="until: 2026-03-02 is not after"):
        does(anna, "pause", reason="own_illness", until=day_of(AT))
    with pytest.raises(ValueError, match="nonsense"):
        does(anna, "pause", reason="nonsense", until=day_of(AT + DAY))


def test_a_new_week_that_still_fits_keeps_the_seat(group: Group, anna: Person) -> None:
    assert does(anna, "change_time", week=1 << TUESDAY, reason="time_work").what == "week_saved"
    assert seated(group) == {"Anna", "Ben"}


def test_a_new_week_that_does_not_fit_becomes_a_place_in_line(
    group: Group, anna: Person, next_in_line: Person, as_owner: AsOwner
) -> None:
    outcome = does(anna, "change_time", AT + DAY, week=1 << THURSDAY, reason="time_work")
    assert outcome.what == "week_saved_new_group"
    assert (seated(group), waiting()) == ({"Ben"}, ["Clara", "Anna"])
    assert [offer.citizen.display_name for offer in open_offers()] == ["Clara"]
    leader(as_owner, "struer", slot_mask=1 << THURSDAY)
    resize(as_owner, "core", least=3, most=3)
    accepts(person(as_owner, "Dan"), "lemvig", VIDEO, AT + DAY)
    new = Group.objects.exclude(pk=group.pk).get()
    assert (seated(new), new.slot_mask) == ({"Anna", "Clara", "Dan"}, 1 << THURSDAY)
    assert open_offers() == []  # Clara has a seat now; the one held for her is free again
    assert findings(AT + DAY) == []


def test_a_new_week_in_a_pause_waits_until_the_pause_is_over(group: Group, anna: Person) -> None:
    does(anna, "pause", reason="own_illness", until=day_of(AT + WEEK))
    assert does(anna, "change_time", AT + DAY, week=1 << THURSDAY, reason="time_work").what == "week_saved"
    assert (seated(group), waiting()) == ({"Anna", "Ben"}, [])
    does(anna, "come_back", AT + 2 * DAY)
    assert (seated(group), waiting()) == ({"Ben"}, ["Anna"])


@pytest.mark.parametrize("week", [0, -1, FULL_MASK + 1])
def test_a_week_without_a_time(anna: Person, week: int) -> None:
    with pytest.raises(WeekEmpty):
        does(anna, "change_time", week=week, reason="time_work")


@pytest.mark.parametrize("form", ["alone_online", "phone", "paper"])
def test_the_same_content_alone_keeps_what_was_done(
    group: Group, anna: Person, next_in_line: Person, form: str
) -> None:
    answers_action(anna)
    attends(group, 1)
    at = group.sessions.get(number=1).starts_at + DAY
    outcome = does(anna, "switch_format", at, form=form, reason="technology")
    assert outcome.what == "form_changed"
    assert [(line.form, line.done) for line in way_of(anna, at).plan if line.kind == "track"] == [(form, 1)]
    assert seated(group) == {"Ben"}
    assert ("call_citizen", "Kontakt") in tasks()
    assert findings(at) == []


def test_another_kind_of_group_is_shown_and_the_seat_kept_until_it_is_taken(
    group: Group, anna: Person, as_owner: AsOwner
) -> None:
    leader(as_owner, "lemvig", slot_mask=1 << THURSDAY)
    for name in ("Dan", "Eva"):
        accepts(person(as_owner, name), "lemvig", "waiting:core|group_site|lemvig-sundhedshus", distance="near")
    site = Group.objects.get(form="group_site")
    resize(as_owner, "core", least=2, most=3)
    with as_owner():
        Group.objects.filter(pk=site.pk).update(size_max=3)
    outcome = does(anna, "switch_format", form="group_site", reason="technology")
    assert outcome.what == "form_waiting"  # she cannot travel, so no place on site is within reach
    assert seated(group) == {"Anna", "Ben"}
    ben = sits(group, "Ben")
    accepts(ben, "lemvig", "talk:centre", distance="near")  # Ben can
    found = does(ben, "switch_format", form="group_site", reason="technology")
    assert found.what == "form_group_found"
    assert found.alternative.proposal.ref == f"group:{site.pk}"
    assert seated(group) == {"Anna", "Ben"}
    does(ben, "take", key=found.alternative.proposal.ref)
    assert (seated(group), seated(site)) == ({"Anna"}, {"Ben", "Dan", "Eva"})
    assert findings() == []


def test_who_waits_for_one_form_waits_for_the_other(group: Group, next_in_line: Person, as_owner: AsOwner) -> None:
    accepts(next_in_line, "struer", VIDEO, distance="far")
    assert does(next_in_line, "switch_format", form="group_site", reason="technology").what == "form_waiting"
    (place,) = way_of(next_in_line).waiting
    assert place.forms == ["group_site"]
    assert place.places
    assert place.since == AT


def test_no_asks_about_a_pause_before_anything_is_given_up(group: Group, anna: Person) -> None:
    outcome = does(anna, "say_no", reason="own_illness")
    assert (outcome.what, outcome.alternative.kind) == ("consider_pause", "pause")
    assert seated(group) == {"Anna", "Ben"}
    assert way_of(anna).status == "plan_proposed"
    assert does(anna, "say_no", reason="own_illness", final=True).what == "said_no"
    assert seated(group) == {"Ben"}


def test_no_gives_the_seat_on_and_somebody_calls(group: Group, anna: Person, next_in_line: Person) -> None:
    answers_action(anna)
    outcome = does(anna, "say_no", reason="time_work")
    assert (outcome.what, outcome.alternative.task.kind) == ("said_no", "after_no")
    assert outcome.alternative.task.deadline == day_of(AT + 5 * DAY)
    assert tasks() == [("after_no", "Kontakt")]
    way = way_of(anna)
    assert (way.status, way.next_step.kind) == ("not_now", "call")
    assert [(line.kind, line.done, line.is_over) for line in way.plan] == [("lesson", 1, False), ("track", 0, True)]
    assert [offer.citizen.display_name for offer in open_offers()] == ["Clara"]
    assert told("seat_released") == ["Anna"]
    assert findings() == []


def test_a_no_taken_back_stands_in_line_again(group: Group, anna: Person, next_in_line: Person) -> None:
    answers_action(anna)
    for citizen in (anna, next_in_line):
        does(citizen, "say_no", AT + DAY, reason="not_relevant")
    assert waiting() == []
    for citizen in (anna, next_in_line):
        does(citizen, "come_back", AT + 2 * DAY)
    assert sorted(waiting()) == ["Anna", "Clara"]
    assert tasks() == []
    way = way_of(anna, AT + 2 * DAY)
    assert (way.status, way.next_step.kind) == ("started", "waiting")
    assert [(line.kind, line.is_over) for line in way.plan] == [("lesson", False), ("track", False)]
    assert findings(AT + 2 * DAY) == []


def test_taking_an_alternative_ends_the_no(group: Group, anna: Person) -> None:
    does(anna, "say_no", reason="not_relevant")
    accepted = does(anna, "take", AT + DAY, key="talk:centre")
    assert accepted.task.kind == "call_citizen"
    assert way_of(anna, AT + DAY).status == "plan_proposed"
    assert tasks() == [("call_citizen", "Kontakt")]


def test_taking_a_first_step_that_is_done_already_gets_a_call(content: None, as_owner: AsOwner) -> None:
    """Nothing would lie ahead, so somebody calls."""
    staff(as_owner, "lemvig", name="Kontakt")
    anna = person(as_owner)
    accepts(anna, "lemvig", "start_now:kol", topic="kol")
    answers_action(anna)
    does(anna, "say_no", reason="other")
    does(anna, "take", key="start_now:kol")
    assert tasks() == [("call_citizen", "Kontakt")]
    assert findings() == []


def test_a_full_group_taken_as_alternative(group: Group, next_in_line: Person) -> None:
    with pytest.raises(SeatGone) as gone:
        does(next_in_line, "take", key=f"group:{group.pk}")
    assert group.pk not in {card.option.id for card in gone.value.alternatives}
    assert waiting() == ["Clara"]
    with pytest.raises(ChoiceUnknown):
        does(next_in_line, "take", key="group:nothing")


def test_an_offer_answered_too_late(group: Group, anna: Person, next_in_line: Person) -> None:
    does(anna, "say_no", reason="not_relevant")
    (offer,) = open_offers()
    late = offer.held_until
    with pytest.raises(OfferExpired) as expired:
        does(next_in_line, "take_offer", late, offer_id=offer.pk)
    assert expired.value.alternatives
    assert waiting() == ["Clara"]
    with pytest.raises(SeatOffer.DoesNotExist):
        does(anna, "take_offer", offer_id=offer.pk)  # somebody else's


def test_an_offer_declined_twice(group: Group, anna: Person, next_in_line: Person) -> None:
    does(anna, "say_no", reason="not_relevant")
    (offer,) = open_offers()
    for _ in range(2):
        assert does(next_in_line, "decline_offer", offer_id=offer.pk).what == "offer_declined"
    assert (open_offers(), waiting()) == ([], ["Clara"])
    assert findings() == []


def test_a_pause_gives_a_held_seat_back_and_it_may_be_offered_again(
    group: Group, anna: Person, next_in_line: Person, as_owner: AsOwner
) -> None:
    does(anna, "say_no", reason="not_relevant")
    does(next_in_line, "pause", AT + DAY, reason="family", until=day_of(AT + WEEK))
    group.refresh_from_db()
    assert (open_offers(), group.taken) == ([], 1)
    does(next_in_line, "come_back", AT + timedelta(days=2))
    accepts(person(as_owner, "Dan"), "lemvig", f"group:{group.pk}", AT + timedelta(days=2))
    does(sits(group, "Ben"), "say_no", AT + timedelta(days=2), reason="not_relevant")
    assert [offer.citizen.display_name for offer in open_offers()] == ["Clara"]
