"""The 90 days: at the day's edge, across summer time, once, and to whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.models import Offer, OfferReminder
from sundhedscenter.catalogue.reminders import due_days, remind
from sundhedscenter.catalogue.tasks import remind_of_reading
from sundhedscenter.core.clock import COPENHAGEN, day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import User
from tests.catalogue.offers import as_viewer, editor, of_the_house, shown, written
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
DAY = timedelta(days=1)


@pytest.fixture
def author(as_owner: AsOwner) -> User:
    user = editor(as_owner, "lemvig", name="Anna")
    with as_owner():
        User.objects.filter(pk=user.pk).update(email="anna@example.org")
    return user


def run(at: datetime) -> int:
    with acting_as(system("workshop"), on=day_of(at)) as robot:
        return remind(by=robot, at=at)


def told() -> list[tuple[str, str]]:
    with acting_as(system("check")):
        rows = OutboxMessage.objects.filter(kind="offer_reminder").order_by("recipient")
        return list(rows.values_list("channel", "recipient"))


@pytest.mark.parametrize(("days", "count"), [(89, 0), (90, 1), (91, 1)])
def test_on_the_ninetieth_day_and_not_before(as_owner: AsOwner, author: User, days: int, count: int) -> None:
    of_the_house(as_owner, checked_on="2026-03-02")
    assert run(AT + days * DAY) == count
    assert OfferReminder.objects.count() == len(told()) == count
    if count:
        assert OfferReminder.objects.get().due_on == date(2026, 5, 31)


@pytest.mark.parametrize("first", [date(2026, 1, 10), date(2026, 8, 20)])
def test_days_are_danish_days_across_summer_time(as_owner: AsOwner, author: User, first: date) -> None:
    """The clocks change in between: the last minute before the day, and its first, Danish time."""
    of_the_house(as_owner, checked_on=first.isoformat())
    due = first + 90 * DAY
    midnight = datetime(due.year, due.month, due.day, tzinfo=COPENHAGEN)
    assert run((midnight - timedelta(minutes=1)).astimezone(UTC)) == 0
    assert run(midnight.astimezone(UTC)) == 1


def test_unchecked_counts_from_the_first_day_shown(as_owner: AsOwner, author: User) -> None:
    version = shown(author, editor(as_owner, "struer"), AT)
    assert due_days([Offer.objects.get(pk=version.offer_id)]) == {version.offer_id: date(2026, 5, 31)}
    assert run(AT + 89 * DAY) == 0
    assert run(AT + 90 * DAY) == 1


def test_once_for_each_day_it_falls_due(as_owner: AsOwner, author: User) -> None:
    of_the_house(as_owner, checked_on="2026-03-02")
    offer = Offer.objects.get(code="gaahold")
    assert [run(AT + days * DAY) for days in (90, 90, 91, 150)] == [1, 0, 0, 0]
    workshop.check(offer=offer, by=as_viewer(author), at=AT + 150 * DAY)
    assert [run(AT + days * DAY) for days in (239, 240, 241)] == [0, 1, 0]
    assert len(told()) == 2


def test_owner_alone_is_told_and_else_every_editor(as_owner: AsOwner, author: User) -> None:
    editor(as_owner, "struer")  # another house's
    editor(as_owner, "lemvig", role="clinical_lead")  # by SMS: has no mail
    version = of_the_house(as_owner, checked_on="2026-03-02")
    assert run(AT + 90 * DAY) == 1
    assert told() == [("sms", "97 00 00 01"), ("email", "anna@example.org")]
    offer = Offer.objects.get(pk=version.offer_id)
    workshop.give_to(offer=offer, owner=author, by=as_viewer(author), at=AT)
    workshop.check(offer=offer, by=as_viewer(author), at=AT + 90 * DAY)
    assert run(AT + 180 * DAY) == 1
    assert told()[2:] == [("email", "anna@example.org")]
    assert OfferReminder.objects.order_by("due_on").last().recipient == author  # type: ignore[union-attr]


def test_owner_who_has_left_is_not_told(as_owner: AsOwner, author: User) -> None:
    version = of_the_house(as_owner, checked_on="2026-03-02")
    offer = Offer.objects.get(pk=version.offer_id)
    workshop.give_to(offer=offer, owner=author, by=as_viewer(author), at=AT)
    with as_owner():
        author.employments.update(during=DateRange(date(2020, 1, 1), date(2026, 4, 1)))
    assert run(AT + 90 * DAY) == 0
    editor(as_owner, "lemvig")
    assert run(AT + 91 * DAY) == 1
    assert told() == [("sms", "97 00 00 01")]


def test_nobody_is_told_of_what_is_not_shown(as_owner: AsOwner, author: User) -> None:
    written(author, checked_on="2025-01-01")
    assert run(AT) == 0
    offer = Offer.objects.get(code="gaahold")
    workshop.retire(offer=offer, why="Slut.", by=as_viewer(author), at=AT)
    assert run(AT + 400 * DAY) == 0


@time_machine.travel(AT + 90 * DAY, tick=False)
def test_job_of_the_morning_reminds(as_owner: AsOwner, author: User) -> None:
    of_the_house(as_owner, checked_on="2026-03-02")
    remind_of_reading.func()
    assert OfferReminder.objects.count() == len(told()) == 1
