"""What the database leaves out of the proposals is only what the rule would leave out too."""

from datetime import timedelta
from random import Random

import pytest

from sundhedscenter.catalogue.models import Place, Track
from sundhedscenter.core import week
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.actions import create_group
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.pooling import POOLING
from sundhedscenter.journey.offers import home_of, options_for, proposals_for
from sundhedscenter.journey.proposals import (
    Answers,
    BodyAnswer,
    DigitalAnswer,
    DistanceAnswer,
    MoneyAnswer,
    TimeAnswer,
    Topic,
    propose,
)
from sundhedscenter.partnership.models import Organisation
from tests.people import AT, POSTAL, AsOwner, leader

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(catalogue: None, as_owner: AsOwner) -> list[Group]:
    """Groups at all hours, on site and by video; some are full, cancelled, or let nobody in any more."""
    chance = Random(5)
    with as_owner():
        leaders = [leader(as_owner, "lemvig", name=f"Leder {n}") for n in range(3)]
        found = []
        for number in range(24):
            form = chance.choice(["group_site", "group_video"])
            group = create_group(
                track=Track.objects.get(code="core"),
                form=form,
                place=Place.objects.get(code="lemvig-hus") if form == "group_site" else None,
                slot_mask=1 << number,
                leader=leaders[number % 3],
                organisation=Organisation.objects.get(code="lemvig"),
                earliest=AT - timedelta(weeks=chance.choice([0, 1, 20])),
                by=POOLING,
                at=AT,
            )
            if number % 7 == 0:
                Group.objects.filter(pk=group.pk).update(taken=group.size_max)
            if number % 11 == 0:
                Group.objects.filter(pk=group.pk).update(cancelled_at=AT, cancel_reason="leader_gone")
            found.append(group)
    return found


def answers(chance: Random) -> Answers:
    return Answers(
        postal_code=chance.choice(list(POSTAL.values())),
        goal="gå tur",
        topic=chance.choice([Topic.KOL, Topic.STRESS, Topic.UNSURE]),
        time=chance.choice(list(TimeAnswer)),
        distance=chance.choice(list(DistanceAnswer)),
        money=chance.choice(list(MoneyAnswer)),
        body=chance.choice(list(BodyAnswer)),
        digital=chance.choice(list(DigitalAnswer)),
        week=week.mask_from_numbers(chance.sample(range(40), chance.randrange(1, 30))),
        importance=5,
        confidence=5,
        readiness=5,
    )


def test_proposals_are_those_of_the_rule_over_everything_there_is(groups: list[Group]) -> None:
    chance, with_group = Random(11), 0
    with acting_as(POOLING, on=AT.date()):
        for _ in range(60):
            asked = answers(chance)
            home = home_of(asked.postal_code)
            shown = proposals_for(answers=asked, home=home, at=AT, language="da")
            everything = options_for(topic=asked.topic, at=AT, language="da")
            assert shown == propose(answers=asked, home=home, options=everything, now=AT)
            with_group += any(card.kind == "group" for card in shown)
    assert with_group > 10


def test_fewer_groups_are_read_for_somebody_with_little_time(groups: list[Group]) -> None:
    asked = answers(Random(1))
    everything = options_for(topic="kol", at=AT, language="da").groups
    within = options_for(topic="kol", at=AT, language="da", within=asked).groups
    assert {group.id for group in within} < {group.id for group in everything}
    assert all(group.slots & asked.week == group.slots for group in within)
