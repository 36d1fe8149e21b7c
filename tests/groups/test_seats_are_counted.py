"""The database keeps the count and refuses one too many, whatever the code above it does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.actions import (
    GroupFull,
    NoEntryLeft,
    create_group,
    end_offer,
    make_offer,
    release_seat,
    take_seat,
)
from sundhedscenter.groups.models import Group, GroupTime, Seat
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.pathways.actions import plan_track
from tests.content_rows import put_content
from tests.journey.acts import VIDEO, resize
from tests.people import AT, AsOwner, accepts, leader, person

pytestmark = pytest.mark.django_db
POOLING = system("pooling")


@pytest.fixture
def group(db: None, as_owner: AsOwner) -> Group:
    """Two of two seats taken."""
    with as_owner():
        put_content()
    resize(as_owner, "core", least=2, most=2)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    for _ in range(2):
        accepts(person(as_owner), "lemvig", VIDEO)
    return Group.objects.get()


def taken(group: Group) -> int:
    group.refresh_from_db()
    return group.taken


def test_seats_and_open_offers_are_counted_together(group: Group) -> None:
    with acting_as(POOLING, on=day_of(AT)):
        first, second = Seat.objects.select_related("pathway", "plan_item")
        release_seat(seat=first, reason="other", by=POOLING, at=AT)
        assert taken(group) == 1
        offer = make_offer(group=group, pathway=first.pathway, held_until=AT + timedelta(days=2), by=POOLING, at=AT)
        assert taken(group) == 2
        with pytest.raises(GroupFull, match="core-1 has no seats left \\(2 of 2 taken\\)"):
            make_offer(group=group, pathway=second.pathway, held_until=AT, by=POOLING, at=AT)
        with pytest.raises(GroupFull):
            take_seat(group=group, pathway=first.pathway, plan_item=first.plan_item, by=POOLING, at=AT)
        end_offer(offer=offer, reason="accepted", by=POOLING, at=AT)
        item = plan_track(pathway=first.pathway, track=group.track, form="group_video", by=POOLING, at=AT)
        take_seat(group=group, pathway=first.pathway, plan_item=item, by=POOLING, at=AT)
    assert taken(group) == 2


def test_a_seat_written_past_the_rules_is_refused(group: Group, as_owner: AsOwner) -> None:
    accepts(third := person(as_owner), "lemvig", VIDEO)
    with acting_as(POOLING, on=day_of(AT)):
        seat = Seat.objects.select_related("plan_item").order_by("taken_at", "id")[0]
        waiting = third.citizen.waiting_places.get()
        with pytest.raises(IntegrityError, match="group_never_overbooked"), transaction.atomic():
            Seat.objects.create(
                citizen=third.citizen,
                pathway=waiting.pathway,
                plan_item=seat.plan_item,
                group=group,
                track=group.track,
                taken_at=AT,
                from_session=1,
            )
    assert taken(group) == 2


def test_a_second_seat_in_the_track_is_refused(group: Group, as_owner: AsOwner) -> None:
    other = leader(as_owner, "struer")
    with acting_as(POOLING, on=day_of(AT)):
        new = a_group(group, other)
        seat = Seat.objects.select_related("pathway", "plan_item").first()
        assert seat is not None
        with pytest.raises(IntegrityError, match="one_seat_per_track"), transaction.atomic():
            take_seat(group=new, pathway=seat.pathway, plan_item=seat.plan_item, by=POOLING, at=AT)


def a_group(like: Group, leader: object, **changes: object) -> Group:
    how = {
        "track": like.track,
        "form": "group_video",
        "place": None,
        "slot_mask": like.slot_mask,
        "leader": leader,
        "organisation": Organisation.objects.get(code="skive"),
        "earliest": AT,
        "by": POOLING,
        "at": AT,
    }
    return create_group(**{**how, **changes})  # type: ignore[arg-type]


def test_a_leader_cannot_lead_two_at_a_time(group: Group) -> None:
    with acting_as(POOLING, on=day_of(AT)):
        with pytest.raises(IntegrityError, match="leader_one_group_at_a_time"), transaction.atomic():
            a_group(group, group.leader)
        later = GroupTime.objects.get(group=group).during.upper
        after = AT.replace(year=later.year, month=later.month, day=later.day)
        assert a_group(group, group.leader, earliest=after).first_day >= later


def test_a_cancelled_group_and_one_without_entries_take_nobody(group: Group, as_owner: AsOwner) -> None:
    last_entry = group.sessions.filter(is_entry=True).order_by("-number")[0]
    with acting_as(POOLING, on=day_of(AT)):
        seat = Seat.objects.select_related("pathway", "plan_item").first()
        assert seat is not None
        release_seat(seat=seat, reason="other", by=POOLING, at=AT)
        again: Callable[..., Seat] = take_seat
        how = {"group": group, "pathway": seat.pathway, "plan_item": seat.plan_item, "by": POOLING}
        with pytest.raises(NoEntryLeft):
            again(**how, at=last_entry.starts_at)
        Group.objects.filter(pk=group.pk).update(cancelled_at=AT, cancel_reason="too_few")
        with pytest.raises(GroupFull):
            again(**how, at=AT)
