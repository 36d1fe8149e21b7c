"""Four municipalities fill one group together: it exists exactly when the minimum is met."""

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import SLOTS, mask_from_numbers, slot_number
from sundhedscenter.groups.models import Group, Seat, WaitingPlace
from sundhedscenter.groups.queries import led_groups, roster
from sundhedscenter.journey.accept import SeatGone
from tests.people import AT, AsOwner, accepts, leader, person, viewer_of

pytestmark = pytest.mark.django_db
CARD = "waiting:core|group_video|"


def test_group_exists_exactly_when_the_minimum_is_met(content: None, as_owner: AsOwner) -> None:
    skive = leader(as_owner, "skive")
    arriving = ["lemvig", "struer", "holstebro", "ringkoebing-skjern"]
    for number, municipality in enumerate(arriving, 1):
        accepted = accepts(person(as_owner), municipality, CARD)
        assert Group.objects.count() == (1 if number == 4 else 0)
        assert (accepted.seat is not None) == (number == 4)
    group = Group.objects.get()
    assert (group.leader, group.taken, group.form) == (skive, 4, "group_video")
    with acting_as(viewer_of(skive), on=day_of(AT)) as viewer:
        assert len(roster(viewer, group)) == 4
        assert [line.group for line in led_groups(viewer, at=AT)] == [group]
    with acting_as(system("check")):
        assert WaitingPlace.objects.filter(ended_at=None).count() == 0
        assert set(OutboxMessage.objects.filter(kind="group_formed").values_list("subject_id", flat=True)) == set(
            Seat.objects.values_list("citizen_id", flat=True)
        )
        assert AuditEntry.objects.filter(verb="seat_taken").count() == 4


def test_group_waits_for_a_time_that_the_leader_and_enough_people_share(content: None, as_owner: AsOwner) -> None:
    tuesday, thursday = slot_number(1, 19), slot_number(3, 19)
    leader(as_owner, "skive", slot_mask=mask_from_numbers([tuesday, thursday]))
    for slot in (tuesday, tuesday, tuesday, thursday, thursday):
        accepts(person(as_owner), "lemvig", CARD, week=1 << slot)
    assert not Group.objects.exists()
    accepts(person(as_owner), "struer", CARD, week=1 << tuesday)
    assert [SLOTS[slot] for slot in range(40) if Group.objects.get().slot_mask >> slot & 1] == [(1, 19)]


def test_a_leader_leads_one_group_at_a_time(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    for _ in range(8):
        accepts(person(as_owner), "lemvig", CARD)
    assert [group.taken for group in Group.objects.all()] == [4]


def test_nobody_can_lead_any_more(content: None, as_owner: AsOwner) -> None:
    """A card that was shown, and cannot be had when it is sent: the next best stands instead, and nothing is kept."""
    with pytest.raises(SeatGone) as gone:
        accepts(person(as_owner), "lemvig", CARD)
    assert [card.kind for card in gone.value.alternatives] == ["talk", "start_now"]
    with acting_as(system("check")):
        assert not WaitingPlace.objects.exists()
