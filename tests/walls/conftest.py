"""Two municipalities, their people, one shared group, and a row about one citizen in every table that can hold one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoDbBlocker

from sundhedscenter.citizens.actions import give_task
from sundhedscenter.citizens.models import AddressProtection, Citizen, NationalIdentifier
from sundhedscenter.core import access
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.groups.actions import make_offer
from sundhedscenter.groups.models import Group, Seat, Session
from sundhedscenter.intake.actions import note_on_behalf
from sundhedscenter.intake.models import (
    ActOnBehalf,
    DataRequest,
    DataRequestAct,
    Draft,
    Posting,
    PostingDecision,
    PostingVote,
    PostingWriter,
)
from sundhedscenter.journey.attendance import save_attendance
from sundhedscenter.journey.changes import pause
from sundhedscenter.journey.steps import ACTION, answer_step
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.models import Goal, GoalAttainment, Outreach, Pathway, PlanItem
from tests import small_catalogue
from tests.database import as_owner
from tests.people import AT, Person, accepts, leader, person, staff, viewer_of
from tests.small_catalogue import WAIT_ON_VIDEO
from tests.walls.helping import former_helper
from tests.walls.rows import seed_lesson_choice

NOW = AT + timedelta(days=20)
# Words that stand nowhere else: a page that holds one of them shows the foreign citizen.
SECRETS = ("Zenobia", "Hemmelig", "zenobia@", "61 62 63 64", "fodre ænderne")


@dataclass(frozen=True)
class World:
    """`foreign` lives in Struer and sits in a group led from Skive; `lemvig` and all others have nothing with her."""

    foreign: Person
    pathway: Pathway
    seat: Seat
    group: Group
    item: PlanItem
    lemvig: User
    struer: User
    leader: User
    neighbour: Person


def view(user: User) -> Viewer:
    return viewer_of(user, NOW)


@pytest.fixture(scope="module")
def world(django_db_setup: object, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for each file of tests; `undone` takes back what a test does to it.

    The clock stands twenty days after everything began, so that two or three meetings have been held.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with as_owner():
            small_catalogue.make()
        built = _build()
        with time_machine.travel(NOW, tick=False):
            yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def undone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test that uses the world leaves it as it was."""
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _build() -> World:
    lemvig, struer = _in_every_role("lemvig"), staff(as_owner, "struer", name="Struers egen")
    skive = leader(as_owner, "skive", name="Skives holdleder")
    staff(as_owner, "skive", "moderator", name="Læser med")
    neighbour = person(as_owner, "Nabo")
    accepts(neighbour, "lemvig", WAIT_ON_VIDEO, goal="plukke æbler")
    for town in ("holstebro", "ringkoebing-skjern"):
        accepts(person(as_owner), town, WAIT_ON_VIDEO)
    foreign = person(as_owner, "Zenobia")
    accepted = accepts(
        foreign,
        "struer",
        WAIT_ON_VIDEO,
        goal="fodre ænderne",
        body="gentle",
        contact={"full_name": "Zenobia Hemmelig", "phone": "61 62 63 64", "email": "zenobia@example.org"},
    )
    assert accepted.seat is not None, "four people make the group"
    group = Group.objects.select_related("track", "leader").get()
    item = _more_facts(foreign, accepted.pathway, accepted.seat, group)
    return World(foreign, accepted.pathway, accepted.seat, group, item, lemvig, struer, skive, neighbour)


def _in_every_role(organisation: str) -> User:
    """Somebody whom every staff page is open to: what is still closed is closed by whose citizen it is."""
    user = staff(as_owner, organisation, name="Alle roller")
    with as_owner():
        for role, _name in Employment.ROLES:
            if role != "professional":
                Employment.objects.create(
                    user=user,
                    organisation=Organisation.objects.get(code=organisation),
                    role=role,
                    during=DateRange(date(2020, 1, 1), None),
                )
    return user


def _an_idea(citizen: Citizen, *, at: datetime) -> None:
    """Hers is not shown, but decided on; her vote is for one that was shown once. As owner."""
    reads = Employment.objects.select_related("user", "organisation").get(user__display_name="Læser med")
    for title, writer in (
        ("Sang for alle", citizen),
        ("En bænk ved fjorden", Citizen.objects.exclude(pk=citizen.pk).earliest("created_at")),
    ):
        posting = Posting.objects.create(
            title=title,
            text="Det vil jeg gerne.",
            written_on=day_of(at),
            owner_organisation=reads.organisation,
            due_on=day_of(at) + timedelta(days=14),
        )
        PostingWriter.objects.create(posting=posting, citizen=writer)
        if writer != citizen:
            _decided(posting, reads, at, stage="new", due_on=day_of(at))
            PostingVote.objects.create(posting=posting, citizen=citizen, voted_on=day_of(at))
        _decided(posting, reads, at, stage="declined", words="Skriv den gerne igen.")


def _decided(posting: Posting, reads: Employment, at: datetime, **more: object) -> None:
    PostingDecision.objects.create(posting=posting, by=reads.user, organisation=reads.organisation, at=at, **more)


def _more_facts(foreign: Person, pathway: Pathway, seat: Seat, group: Group) -> PlanItem:
    """The facts that a first yes does not make, so that every table has a row that could leak."""
    on = day_of(AT)
    with acting_as(foreign.viewer, on=on) as viewer:
        item = PlanItem.objects.get(pathway=pathway, kind="lesson")
        answer_step(viewer=viewer, plan_item=item, step=ACTION, choice=seed_lesson_choice(item), own_words="", at=AT)
        pause(viewer=viewer, pathway=pathway, reason="own_illness", until=on + timedelta(days=5), at=AT)
        give_task(
            citizen=foreign.citizen,
            kind="call_citizen",
            owner_organisation=Organisation.objects.get(code="struer"),
            deadline=on + timedelta(days=5),
            source=pathway,
            by=viewer,
            at=AT,
        )
        struer = viewer_of(User.objects.get(display_name="Struers egen")).writing_down(ActOnBehalf.PHONE)
        note_on_behalf(by=struer, citizen_id=foreign.citizen.pk, act="paused", about=pathway, at=AT)
        access.seen(viewer, [foreign.citizen.pk], "my_way")
        access.flush(at=AT, path="/min-vej/")
    first = Session.objects.filter(group=group).order_by("number").first()
    with acting_as(viewer_of(group.leader), on=on) as viewer:
        save_attendance(viewer=viewer, session=first, exceptions={}, at=first.starts_at + timedelta(hours=1))
    with acting_as(system("pooling"), on=on) as viewer:
        make_offer(group=group, pathway=pathway, held_until=AT + timedelta(days=90), by=viewer, at=AT)
    with as_owner():
        always = DateRange(on, None)
        citizen = Citizen.objects.get(pk=foreign.citizen.pk)
        AddressProtection.objects.create(citizen=citizen, during=always)
        NationalIdentifier.objects.create(
            citizen=citizen, key_id="test", nonce=b"n" * 12, ciphertext=b"c" * 26, blind_index=b"b" * 32
        )
        former_helper(citizen, foreign.user, on=on, at=AT)
        goal = Goal.objects.get(pathway=pathway)
        GoalAttainment.objects.create(pathway=pathway, citizen=citizen, goal=goal, recorded_at=AT, value=1)
        Outreach.objects.create(
            pathway=pathway,
            citizen=citizen,
            why="other",
            channel="phone",
            at=AT,
            by=group.leader,
            owner_organisation=Organisation.objects.get(code="struer"),
            deadline=on,
        )
        asked = DataRequest.objects.create(
            citizen=citizen,
            kind="correction",
            parts=["contact"],
            received_at=AT,
            owner_organisation=Organisation.objects.get(code="struer"),
            deadline=on + timedelta(days=30),
        )
        DataRequestAct.objects.create(request=asked, citizen=citizen, part="contact", what="corrected", rows=1, at=AT)
        _an_idea(citizen, at=AT)
        Draft.objects.filter(used_at__isnull=False).update(expires_at=NOW + timedelta(days=30))
    return item
