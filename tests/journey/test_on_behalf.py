"""A professional writes down what a citizen says: the same acts, marked, for nobody but those in their care."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from sundhedscenter.citizens.models import Citizen, Contact, Relation
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import Viewer, acting_as, system
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.intake.drafts import typed_draft, typed_drafts
from sundhedscenter.intake.models import ActOnBehalf, Draft, Request
from sundhedscenter.journey import changes
from sundhedscenter.journey.on_behalf import (
    NEW,
    NotAProfessional,
    PerhapsKnown,
    Way,
    accept_typed,
    acting_for,
    correct_contact,
    in_care,
    known_already,
    say_who,
    sight_ends_on,
)
from sundhedscenter.journey.staff import NotVisible
from sundhedscenter.journey.steps import ACTION, answer_step
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.models import Pathway, PathwayFact, PathwayResponsibility, PlanItem
from sundhedscenter.pathways.queries import open_pathway
from tests.journey.acts import DAY, VIDEO, findings, resize, seen_by, told, way_of
from tests.people import ANSWERS, AT, POSTAL, AsOwner, accepts, leader, person, staff, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
CONTACT = {"full_name": "Karen Margrethe Ny", "phone": "20 11 22 33", "email": ""}
START = "start_now:start"


@pytest.fixture
def nurse(as_owner: AsOwner) -> User:
    staff(as_owner, "lemvig", name="Længst ansat")
    leader(as_owner, "skive")
    return staff(as_owner, "lemvig", name="Nina Nurse")


@contextmanager
def seen(user: User, at: datetime = AT) -> Iterator[Viewer]:
    with acting_as(viewer_of(user, at), on=day_of(at)) as viewer:
        yield viewer


def types(user: User, town: str = "lemvig", at: datetime = AT, **changed: Any) -> Draft:
    typed = {**ANSWERS, "postal_code": POSTAL[town], "way": "phone", **CONTACT, **changed}
    with seen(user, at) as viewer:
        return typed_draft(viewer=viewer, language="da", answers=typed, at=at)


def phones(user: User, town: str = "lemvig", *, key: str = START, at: datetime = AT, **changed: Any) -> Citizen:
    """The professional types the conversation and the person says yes."""
    draft = types(user, town, at, **changed)
    with seen(user, at) as viewer:
        return accept_typed(viewer=viewer, draft=draft, key=key, at=at)


def pathway_of(user: User, citizen: Citizen, at: datetime = AT) -> Pathway:
    with seen(user, at):
        pathway = open_pathway(citizen)
        assert pathway is not None
        return pathway


def test_who_rings_has_what_their_own_yes_would_give(nurse: User, as_owner: AsOwner) -> None:
    citizen = phones(nurse, key=VIDEO)
    pathway = pathway_of(nurse, citizen)
    with seen(nurse):
        request = Request.objects.get(citizen=citizen)
        assert (request.way, request.end_reason, request.owner_organisation.code) == ("phone", "accepted", "lemvig")
        assert pathway.contact_person == nurse
        assert (citizen.user, citizen.display_name, citizen.is_demo) == (None, "Karen", True)
        roles = PathwayResponsibility.objects.filter(pathway=pathway).values_list("organisation__code", flat=True)
        assert set(roles) == {"lemvig"}
        acts = list(ActOnBehalf.objects.filter(citizen=citizen).order_by("id"))
        assert [(act.act, act.way, act.by) for act in acts] == [
            ("conversation", "phone", nurse),
            ("chose", "phone", nurse),
        ]
        track = PlanItem.objects.get(citizen=citizen, kind="track")
        assert (acts[1].about_kind, acts[1].about_id) == ("pathways.planitem", str(track.pk))
    with acting_as(system("check")):
        entries = AuditEntry.objects.filter(subject_id=citizen.pk, actor=f"user:{nurse.pk}")
        assert {entry.data.get("on_behalf") for entry in entries} == {"phone"}
    assert findings() == []


def test_the_contact_is_who_took_the_call_only_where_they_work(nurse: User, as_owner: AsOwner) -> None:
    home = staff(as_owner, "struer", name="Struers egen")
    citizen = phones(nurse, "struer")
    assert pathway_of(home, citizen).contact_person == home


def test_who_lives_elsewhere_is_seen_for_the_day_and_then_by_their_own(nurse: User, as_owner: AsOwner) -> None:
    home = staff(as_owner, "struer")
    citizen = phones(nurse, "struer")
    with seen(nurse) as viewer:
        assert sight_ends_on(viewer, citizen, on=day_of(AT)) == day_of(AT)
        assert acting_for(viewer, citizen.pk, way=Way.PHONE, on=day_of(AT)).citizen == citizen
    with seen(nurse, AT + DAY) as viewer:
        assert list(in_care(viewer, on=day_of(AT + DAY))) == []
        assert not Citizen.objects.filter(pk=citizen.pk).exists()
    with seen(home, AT + DAY) as viewer:
        assert list(in_care(viewer, on=day_of(AT + DAY))) == [citizen]
        assert sight_ends_on(viewer, citizen, on=day_of(AT + DAY)) is None


def test_the_draft_is_read_by_who_typed_it_and_emptied_by_the_yes(nurse: User, as_owner: AsOwner) -> None:
    draft, other = types(nurse), staff(as_owner, "lemvig")
    with seen(other) as viewer:
        assert not Draft.objects.filter(pk=draft.pk).exists()
        with pytest.raises(Draft.DoesNotExist):
            accept_typed(viewer=viewer, draft=draft, key=START, at=AT)
    with seen(nurse) as viewer:
        assert list(typed_drafts(viewer, AT)) == [draft]
        first = accept_typed(viewer=viewer, draft=draft, key=START, at=AT)
        again = accept_typed(viewer=viewer, draft=draft, key=START, at=AT)
        draft.refresh_from_db()
    assert (first, draft.answers) == (again, {})


@pytest.mark.parametrize("changed", [{"full_name": "Karen Hansen"}, {"phone": "", "email": "k@example.org"}])
def test_who_is_typed_twice_is_asked_about(nurse: User, changed: dict[str, str]) -> None:
    """The same phone, or the same name in the same place, is perhaps the same person."""
    known = phones(nurse)
    draft = types(nurse, **changed)
    with seen(nurse) as viewer:
        with pytest.raises(PerhapsKnown) as found:
            accept_typed(viewer=viewer, draft=draft, key=START, at=AT)
        assert [one.citizen_id for one in found.value.known] == [known.pk]
        say_who(viewer=viewer, draft=draft, same=known.pk, at=AT)
        assert accept_typed(viewer=viewer, draft=draft, key=START, at=AT) == known
        assert Pathway.objects.filter(citizen=known).count() == 1


def test_another_person_with_the_same_phone_is_a_new_citizen(nurse: User) -> None:
    known, draft = phones(nurse), types(nurse, full_name="Hans Ny")
    with seen(nurse) as viewer:
        say_who(viewer=viewer, draft=draft, same=None, at=AT)
        assert draft.chosen["same"] == NEW
        assert accept_typed(viewer=viewer, draft=draft, key=START, at=AT) != known


def test_nobody_is_looked_for_in_another_municipality(nurse: User, as_owner: AsOwner) -> None:
    home = staff(as_owner, "struer")
    known = phones(home, "struer")
    with seen(nurse) as viewer:
        assert known_already(viewer, contact=CONTACT, postal_code="7600", on=day_of(AT)) == []
        draft = typed_draft(viewer=viewer, language="da", answers=types(nurse, "struer").answers, at=AT)
        with pytest.raises(NotVisible):
            say_who(viewer=viewer, draft=draft, same=known.pk, at=AT)
    forged = types(nurse, "struer")
    with seen(nurse) as viewer:
        forged.chosen = {"same": str(known.pk)}
        forged.save(update_fields=["chosen"])
        with pytest.raises(NotVisible):
            accept_typed(viewer=viewer, draft=forged, key=START, at=AT)
    other = phones(nurse, "struer")
    assert other != known
    with seen(nurse):
        assert not Contact.objects.filter(citizen_id=known.pk).exists()


@pytest.mark.parametrize("role", ["assessor", "manager", "coordinator", "specialist"])
def test_no_other_role_writes_anybody_in(nurse: User, as_owner: AsOwner, role: str) -> None:
    other, known = staff(as_owner, "lemvig", role=role), phones(nurse)
    draft = types(other, full_name="Nogen Anden", phone="30 30 30 30")
    with seen(other) as viewer:
        with pytest.raises(NotAProfessional):
            accept_typed(viewer=viewer, draft=draft, key=START, at=AT)
        assert list(in_care(viewer, on=day_of(AT))) == []
        with pytest.raises(NotVisible):
            acting_for(viewer, known.pk, way=Way.PHONE, on=day_of(AT))


def registers(user: User, organisation: str) -> Any:
    """The function of the database, asked directly."""
    pk = Organisation.objects.get(code=organisation).pk
    with seen(user), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT register_citizen(%s, 'Nogen', 'da', %s)", [pk, AT])
        return cursor.fetchone()[0]


def test_the_database_lets_a_professional_write_in_at_home_alone(nurse: User, as_owner: AsOwner) -> None:
    made = registers(nurse, "lemvig")
    with seen(nurse):
        (relation,) = Relation.objects.filter(citizen_id=made)
        assert (relation.during.lower, relation.during.upper) == (day_of(AT), day_of(AT + DAY))
    former = staff(as_owner, "lemvig")
    with as_owner():
        Employment.objects.filter(user=former).update(during=(None, day_of(AT)))
    refused = [(nurse, "struer"), (former, "lemvig"), (person(as_owner).user, "lemvig")]
    refused += [(staff(as_owner, "lemvig", role=role), "lemvig") for role in ("assessor", "manager")]
    for user, organisation in refused:
        with pytest.raises(ProgrammingError, match="Only a professional"):
            registers(user, organisation)
    with pytest.raises(ProgrammingError), acting_as(system("check")), connection.cursor() as cursor:
        cursor.execute("SELECT register_citizen(%s, 'Nogen', 'da', %s)", [1, AT])


def test_nobody_opens_a_citizen_by_writing_a_relation(nurse: User, as_owner: AsOwner) -> None:
    known = phones(staff(as_owner, "struer"), "struer")
    lemvig = Organisation.objects.get(code="lemvig")
    with pytest.raises(ProgrammingError, match="row-level security"), seen(nurse), transaction.atomic():
        Relation.objects.create(
            citizen_id=known.pk,
            organisation=lemvig,
            scope="care",
            during=(day_of(AT), None),
            source_kind="x",
            source_id="1",
        )


def test_every_step_is_marked(nurse: User, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=4)
    citizen = phones(nurse, key=VIDEO)
    pathway = pathway_of(nurse, citizen)
    done = []
    with seen(nurse) as viewer:
        acting = acting_for(viewer, citizen.pk, way=Way.PAPER, on=day_of(AT))
        by = acting.viewer
        item = PlanItem.objects.get(citizen=citizen, kind="lesson")
        for _ in range(2):
            step = answer_step(viewer=by, plan_item=item, step=ACTION, choice="", own_words="Går en tur", at=AT)
        assert step.on_behalf
        done += ["lesson"]
        how = {"viewer": by, "pathway": pathway, "at": AT + timedelta(minutes=1)}
        changes.pause(**how, reason="family", until=day_of(AT + 9 * DAY))
        how["at"] += timedelta(minutes=1)
        changes.come_back(**how)
        changes.change_time(**how, week=FULL_MASK, reason="time_work")
        changes.switch_format(**how, form="phone", reason="technology")
        changes.take(**how, key=VIDEO)
        changes.say_no(**how, reason="time_work", final=True)
        done += ["paused", "came_back", "changed_time", "changed_form", "chose", "said_no"]
        new = {**CONTACT, "full_name": "Karin Ny", "phone": "40 40 40 40"}
        correct_contact(acting=acting, contact=new, at=how["at"])
        done += ["contact"]
        acts = ActOnBehalf.objects.filter(citizen=citizen, way="paper").order_by("id")
        assert [act.act for act in acts] == done
        assert {fact.on_behalf for fact in PathwayFact.objects.filter(pathway=pathway)} == {True}
        citizen.refresh_from_db()
        assert citizen.display_name == "Karin"


def test_a_step_from_before_signatures_is_signed_by_whom_the_audit_names(nurse: User, as_owner: AsOwner) -> None:
    citizen = phones(nurse, way="paper")
    with seen(nurse) as viewer:
        item = PlanItem.objects.get(citizen=citizen, kind="lesson")
        acting = acting_for(viewer, citizen.pk, way=Way.PAPER, on=day_of(AT))
        answer_step(viewer=acting.viewer, plan_item=item, step=ACTION, choice="", own_words="Går en tur", at=AT)
    migration = import_module("sundhedscenter.delivery.migrations.0002_sign_what_staff_wrote")
    with as_owner(), connection.cursor() as cursor:
        ActOnBehalf.objects.all().delete()
        for _ in range(2):
            cursor.execute(migration.SIGN)
        act = ActOnBehalf.objects.get()
        assert (act.citizen, act.act, act.way, act.by, act.at) == (citizen, "lesson", "paper", nurse, AT)
    assert findings() == []


def test_the_citizen_alone_marks_nothing(nurse: User, as_owner: AsOwner) -> None:
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", START)
    with seen_by(anna) as viewer:
        pathway = open_pathway(anna.citizen)
        assert pathway is not None
        changes.pause(viewer=viewer, pathway=pathway, reason="family", until=day_of(AT + 9 * DAY), at=AT)
        assert not PathwayFact.objects.get(kind="paused").on_behalf
        assert not ActOnBehalf.objects.exists()
    assert way_of(anna).written_down == ()


def test_a_citizen_sees_who_wrote_and_by_which_way(nurse: User, as_owner: AsOwner) -> None:
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", START)
    with seen(nurse) as viewer:
        acting = acting_for(viewer, anna.citizen.pk, way=Way.PHONE, on=day_of(AT))
        pathway = open_pathway(anna.citizen)
        assert pathway is not None
        changes.pause(viewer=acting.viewer, pathway=pathway, reason="family", until=day_of(AT + 9 * DAY), at=AT)
    (mark,) = way_of(anna).written_down
    assert (mark.act, mark.way, mark.by.display_name) == ("paused", "phone", "Nina Nurse")


def test_one_without_log_in_takes_part_like_everybody(nurse: User, as_owner: AsOwner) -> None:
    """Four who rang make a group, are told by SMS, and stand on the roster."""
    names = ("Anna A", "Bent B", "Carl C", "Dora D")
    citizens = [
        phones(nurse, town, key=VIDEO, full_name=name, phone=f"20 00 00 0{n}")
        for n, (name, town) in enumerate(zip(names, ("lemvig", "struer", "holstebro", "skive"), strict=True))
    ]
    way = way_seen_by(nurse, citizens[0])
    assert way.next_step.kind == "lesson"
    assert [line.total for line in way.plan if line.kind == "track"] == [8]
    assert told("group_formed") == []  # nobody gave an e-mail
    assert findings() == []


def way_seen_by(user: User, citizen: Citizen) -> Any:
    from sundhedscenter.journey.my_way import my_way

    with seen(user) as viewer:
        return my_way(viewer=viewer, citizen=citizen, at=AT, language="da")


def test_a_citizen_who_is_not_there_is_not_found(nurse: User) -> None:
    with seen(nurse) as viewer, pytest.raises(NotVisible):
        acting_for(viewer, uuid4(), way=Way.PHONE, on=day_of(AT))
