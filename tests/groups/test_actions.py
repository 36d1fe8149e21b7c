"""Writes about groups that no citizen's act tests in passing."""

import pytest

from sundhedscenter.groups.models import Group
from tests.people import AsOwner, accepts, leader, person
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = pytest.mark.django_db


def test_video_room_is_not_found_by_what_stands_on_the_card(catalogue: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    for _ in range(4):
        accepts(person(as_owner), "lemvig", WAIT_ON_VIDEO)
    group = Group.objects.get()
    assert group.room_link.startswith("https://")
    assert len(group.room_link.rpartition("/")[2]) >= 20
    for public in (str(group.pk), group.pk.hex, group.code):
        assert public not in group.room_link
