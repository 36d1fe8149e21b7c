"""The rule itself: which weekly times a group may have, which candidate is first, and the page's worked example."""

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.core import week
from sundhedscenter.core.week import FULL_MASK, SLOTS, slot_number
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.pooling import Candidate, FreeLeader, patterns
from sundhedscenter.partnership.models import Organisation, User
from tests.content_rows import put_content
from tests.journey.acts import VIDEO, resize, seated, waiting
from tests.people import AsOwner, accepts, leader, person

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@given(mask=st.integers(0, FULL_MASK), per_week=st.integers(1, 2))
def test_patterns_are_all_ways_to_meet_and_no_other(mask: int, per_week: int) -> None:
    """Against every combination, the slow and obvious way."""
    found = list(patterns(mask, per_week))
    slots = week.numbers_from_mask(mask)
    if per_week == 1:
        assert found == [1 << slot for slot in slots]
    else:
        pairs = {1 << a | 1 << b for a, b in product(slots, slots) if a < b and SLOTS[a].weekday != SLOTS[b].weekday}
        assert set(found) == pairs
        assert len(found) == len(pairs)


def candidate(**changes: object) -> Candidate:
    given = {
        "first": MONDAY,
        "form": "group_video",
        "place": "",
        "slot_mask": 1,
        "leader": FreeLeader(User(pk=1), Organisation(), FULL_MASK),
        "members": (),
    }
    return Candidate(**{**given, **changes})  # type: ignore[arg-type]


def test_earliest_then_most_people_then_video_then_names() -> None:
    in_order = [
        candidate(members=(1, 2, 3)),
        candidate(members=(1, 2)),
        candidate(members=(1, 2), slot_mask=2),
        candidate(members=(1, 2), slot_mask=2, leader=FreeLeader(User(pk=2), Organisation(), FULL_MASK)),
        candidate(members=(1, 2), form="group_site", place="a"),
        candidate(members=(1, 2), form="group_site", place="b"),
        candidate(first=MONDAY.replace(day=3), members=(1, 2, 3, 4)),
    ]
    shuffled = [in_order[place] for place in (3, 0, 6, 2, 5, 1, 4)]
    assert sorted(shuffled, key=Candidate.order) == in_order


@pytest.mark.django_db
def test_the_worked_example(as_owner: AsOwner) -> None:
    """docs/algorithms/pooling.md, "Worked example"."""
    with as_owner():
        put_content()
    resize(as_owner, "core", least=3, most=4)
    tuesday, thursday = 1 << slot_number(1, 19), 1 << slot_number(3, 19)
    leader(as_owner, "skive", slot_mask=tuesday | thursday)
    for minutes, (name, municipality, can) in enumerate(
        [
            ("Anna", "lemvig", tuesday | thursday),
            ("Ben", "struer", tuesday),
            ("Clara", "skive", thursday),
            ("Dan", "holstebro", tuesday | thursday),
        ]
    ):
        assert not Group.objects.exists()
        accepts(person(as_owner, name), municipality, VIDEO, MONDAY.replace(minute=minutes), week=can)
    group = Group.objects.get()
    assert (seated(group), waiting()) == ({"Anna", "Clara", "Dan"}, ["Ben"])
    assert group.sessions.get(number=1).starts_at == datetime(2026, 3, 5, 18, tzinfo=UTC)
