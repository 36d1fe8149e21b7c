"""A small made-up partnership: staff for every role and some forty citizens in all stages, dated from today.

Everything here is marked demo. Citizens go through the same acts as real ones, each as themselves, so facts, audit,
seats and messages hang together. Runs as the site's own login: row-level security holds while it fills.
"""

from datetime import datetime
from random import Random
from typing import TypedDict

from django.db import transaction

from sundhedscenter.config.demo import citizens, ideas, relatives, staff, workshop
from sundhedscenter.core import clock
from sundhedscenter.partnership.models import User
from sundhedscenter.web.login.guard import real_people_are_here
from sundhedscenter.web.login.people import demo_groups

SEED = 2026
LOGIN_URL = "/log-ind/"


class DemoLogin(TypedDict):
    """One row of the table that `make run` prints."""

    role: str
    name: str
    username: str
    organisation: str
    url: str


@transaction.atomic
def ensure_demo(at: datetime | None = None) -> list[DemoLogin]:
    """Fill an empty demo, or leave it as it is. Returns one log-in per role; none where there are real people.

    `at` is the moment that everything is dated from: now, when left out.
    """
    at = at or clock.now()
    if real_people_are_here():
        return []
    if not User.objects.filter(is_demo=True).exists():
        chance = Random(SEED)
        staff.fill(chance=chance, on=clock.day_of(at))
        citizens.fill(chance=chance, at=at)
        relatives.fill(at=at)
        workshop.fill(at=at)
        ideas.fill(at=at)
    return demo_logins(at)


def demo_logins(at: datetime) -> list[DemoLogin]:
    """The first person under each heading of the log-in page."""
    firsts = [(group.title, group.people[0]) for group in demo_groups(on=clock.day_of(at))]
    users = User.objects.in_bulk([person.user_id for _title, person in firsts])
    return [
        DemoLogin(
            role=title,
            name=person.name,
            username=users[person.user_id].username,
            organisation=person.about,
            url=LOGIN_URL,
        )
        for title, person in firsts
    ]
