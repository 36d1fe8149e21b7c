"""Factories without surprises: staff, citizens and their conversations, for tests of the journey."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Track, TrackLeader
from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.intake.drafts import choose, new_draft, save_answers
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.accept import accept, welcome
from sundhedscenter.journey.choosing import Accepted
from sundhedscenter.partnership.models import Employment, Organisation, Queue, QueueStaff, User, WorkingTime
from sundhedscenter.partnership.viewers import viewer_for

type AsOwner = Callable[..., AbstractContextManager[None]]

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG = DateRange(date(2020, 1, 1), None)
POSTAL = {"lemvig": "7620", "struer": "7600", "skive": "7800", "holstebro": "7500", "ringkoebing-skjern": "6950"}
ANSWERS: dict[str, object] = {
    "goal": "gå tur med hunden igen",
    "topic": "unsure",
    "time": "ok",
    "distance": "none",
    "money": "ok",
    "body": "ok",
    "digital": "alone",
    "week": FULL_MASK,
    "importance": 8,
    "confidence": 6,
    "readiness": 7,
}
_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """A citizen with the viewer they are."""

    user: User
    citizen: Citizen
    viewer: Viewer


def staff(as_owner: AsOwner, organisation: str, role: str = "professional", name: str = "Fagperson") -> User:
    """A demo user employed at an organisation (by code) in a role."""
    with as_owner():
        user = User.objects.create(
            username=f"staff-{next(_numbers)}", display_name=name, phone="97 00 00 01", is_demo=True
        )
        Employment.objects.create(
            user=user, organisation=Organisation.objects.get(code=organisation), role=role, during=LONG
        )
    return user


def leader(
    as_owner: AsOwner, organisation: str, track: str = "core", slot_mask: int = FULL_MASK, name: str = "Holdleder"
) -> User:
    """Somebody who can lead a track (by code) at these weekly times."""
    user = staff(as_owner, organisation, name=name)
    with as_owner():
        WorkingTime.objects.create(
            user=user,
            organisation=Organisation.objects.get(code=organisation),
            slot_mask=slot_mask,
            weekly_minutes=600,
            languages=["da"],
            during=LONG,
        )
        TrackLeader.objects.create(track=Track.objects.get(code=track), user=user, during=LONG)
    return user


def queues(*codes: str) -> None:
    """A queue with a manager who also staffs it, at each organisation (by code). Call with the owner's rights."""
    organisations = list(Organisation.objects.filter(code__in=codes).order_by("code"))
    managers = User.objects.bulk_create(
        User(username=f"manager-{next(_numbers)}", display_name="Leder", is_demo=True) for _ in organisations
    )
    both = list(zip(organisations, managers, strict=True))
    Employment.objects.bulk_create(
        Employment(user=user, organisation=organisation, role="manager", during=LONG) for organisation, user in both
    )
    kept = Queue.objects.bulk_create(
        Queue(organisation=organisation, manager=user, opened_on=day_of(AT)) for organisation, user in both
    )
    QueueStaff.objects.bulk_create(QueueStaff(queue=queue, user=queue.manager, during=LONG) for queue in kept)


def viewer_of(user: User, at: datetime = AT) -> Viewer:
    return viewer_for(user, day_of(at))


def person(as_owner: AsOwner, name: str = "", at: datetime = AT) -> Person:
    """A fresh citizen who has just logged in for the first time."""
    number = next(_numbers)
    with as_owner():
        user = User.objects.create(username=f"citizen-{number}", is_demo=True)
    viewer = viewer_of(user, at)
    with acting_as(viewer, on=day_of(at)):
        citizen = welcome(viewer=viewer, user=user, display_name=name or f"Borger {number}", at=at)
    return Person(user, citizen, viewer)


def conversation(person: Person, municipality: str, at: datetime = AT, **changes: object) -> tuple[Draft, Viewer]:
    """A finished conversation, with the viewer who holds its cookie. Leaves that viewer's draft named."""
    with acting_as(person.viewer, on=day_of(at)):
        draft, _ = new_draft(viewer=person.viewer, language="da", at=at)
        save_answers(draft=draft, answers={**ANSWERS, "postal_code": POSTAL[municipality], **changes}, at=at)
        choose(draft=draft, choice={}, at=at)
    return draft, person.viewer.with_draft(draft.key_hash)


def accepts(
    person: Person,
    municipality: str,
    key: str,
    at: datetime = AT,
    contact: Mapping[str, str] | None = None,
    **changes: object,
) -> Accepted:
    """The person goes through the conversation and says yes to a card."""
    draft, viewer = conversation(person, municipality, at, **changes)
    with acting_as(viewer, on=day_of(at)):
        return accept(
            viewer=viewer,
            citizen=person.citizen,
            draft=draft,
            key=key,
            contact=contact or {"full_name": "Test Borger", "phone": "20 00 00 00", "email": "borger@example.org"},
            at=at,
        )
