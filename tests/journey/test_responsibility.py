"""A role of an offer moves: contact and tasks, who begins later, other offers' parts, and what it costs."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundhedscenter.catalogue.actions import CannotMove
from sundhedscenter.catalogue.models import Offer, ResponsibilityMove
from sundhedscenter.catalogue.queries import newest_move
from sundhedscenter.citizens.models import Citizen, Residence, Task
from sundhedscenter.core import access
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.intake.models import Request
from sundhedscenter.journey.own_data import looks
from sundhedscenter.journey.own_data.looks import UNKNOWN
from sundhedscenter.journey.responsibility import hand_on_due, move, move_back, preview_move
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.following import follow
from sundhedscenter.pathways.models import Pathway, PlanItem
from tests.journey.acts import CHECK, DAY, VIDEO, findings, seen_by, told, way_of
from tests.people import AT, AsOwner, Person, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db
TODAY = day_of(AT)
COORDINATOR = system("check")


def moved(offer: str, role: str, to: str, on: date, at: datetime) -> ResponsibilityMove:
    with acting_as(COORDINATOR, on=day_of(at)) as by:
        receiver = Organisation.objects.get(code=to)
        return move(offer=Offer.objects.get(code=offer), role=role, to=receiver, on=on, why="aftale", by=by, at=at).move


def test_contact_and_tasks_stay_until_the_operator_moves(content: None, as_owner: AsOwner) -> None:
    old, new = staff(as_owner, "lemvig", name="Gammel"), staff(as_owner, "skive", name="Ny")
    anna = person(as_owner)
    accepts(anna, "lemvig", "talk:centre")
    on = TODAY + timedelta(days=10)
    moved("kom-i-gang", "authority", "skive", TODAY, AT)
    assert contact_and_owner(anna, AT) == (old, "lemvig", old)
    moved("kom-i-gang", "operator", "skive", on, AT)
    assert contact_and_owner(anna, AT) == (old, "lemvig", old)
    later = AT + 10 * DAY
    for times in (1, 0):
        with acting_as(system("sweep"), on=on) as by:
            assert hand_on_due(by=by, at=later) == times
        assert contact_and_owner(anna, later) == (new, "skive", new)
    assert way_of(anna, later).people[0].organisation == "Skive Kommune"
    with acting_as(CHECK, on=on) as by:
        made = newest_move(Offer.objects.get(code="kom-i-gang"), "operator")
        assert made is not None
        move_back(move=made, on=on, by=by, at=later)
    assert contact_and_owner(anna, later) == (old, "lemvig", old)
    assert findings(AT + DAY) == []
    assert told("call_confirmed") == [anna.citizen.display_name]


def test_a_look_that_was_lawful_stays_explained_when_its_days_are_moved_away(content: None, as_owner: AsOwner) -> None:
    """The body that had the role looks while it has it; then the role is moved from before that day, and back."""
    staff(as_owner, "lemvig")
    nurse, anna = staff(as_owner, "skive", name="Sofie"), person(as_owner)
    accepts(anna, "lemvig", "start_now:start")
    moved("kom-i-gang", "authority", "skive", TODAY, AT)
    looks_at(anna, nurse, AT + 2 * DAY)
    later = AT + 5 * DAY
    made = moved("kom-i-gang", "authority", "struer", TODAY, later)
    looks_at(anna, nurse, later)
    looks_at(anna, nurse, later + DAY)
    expected = [
        (day_of(later + DAY), UNKNOWN, "Skive Kommune"),
        (day_of(later), "pathways.pathway", "Skive Kommune"),
        (day_of(AT + 2 * DAY), "pathways.pathway", "Skive Kommune"),
    ]
    assert why_of(anna, later + DAY) == expected
    with acting_as(viewer_of(nurse, later), on=day_of(later)):
        assert not Citizen.objects.exists(), "what is explained opens nothing"
    with acting_as(CHECK, on=day_of(later)) as by:
        move_back(move=made, on=TODAY + timedelta(days=8), by=by, at=AT + 8 * DAY)
    looks_at(anna, nurse, AT + 9 * DAY)
    assert why_of(anna, AT + 9 * DAY) == [(day_of(AT + 9 * DAY), "pathways.pathway", "Skive Kommune"), *expected]
    struer = staff(as_owner, "struer", name="Stine")
    looks_at(anna, struer, AT + DAY)
    moved("kom-i-gang", "authority", "holstebro", TODAY, AT + 10 * DAY)
    found = why_of(anna, AT + 10 * DAY)
    assert found == [
        (day_of(AT + 9 * DAY), "pathways.pathway", "Skive Kommune"),
        *expected,
        (day_of(AT + DAY), UNKNOWN, "Struer Kommune"),
    ]


def looks_at(who: Person, user: User, at: datetime) -> None:
    with acting_as(viewer_of(user, at), on=day_of(at)) as viewer:
        access.begin()
        access.seen(viewer, [who.citizen.pk], "case")
        access.flush(at=at, path="/")


def why_of(who: Person, at: datetime) -> list[tuple[date, str, str]]:
    with seen_by(who, at) as viewer:
        visits = looks.visits_of(who.citizen, access.visits(who.citizen.pk, but=viewer.name, since=None))
    return [(visit.day, visit.why, visit.organisation) for visit in visits]


def contact_and_owner(who: Person, at: datetime) -> tuple[User | None, str, User | None]:
    with acting_as(CHECK, on=day_of(at)):
        task = Task.objects.select_related("owner", "owner_organisation").get(citizen=who.citizen, ended_at=None)
        contact = Pathway.objects.select_related("contact_person").get(citizen=who.citizen).contact_person
        return contact, task.owner_organisation.code, task.owner


def test_an_operator_without_staff_is_refused(content: None, as_owner: AsOwner) -> None:
    with pytest.raises(CannotMove, match="nobody_works_there"):
        moved("kom-i-gang", "operator", "region-midtjylland", TODAY, AT)
    assert not ResponsibilityMove.objects.exists()


def test_a_move_taken_back_twice_is_refused(content: None) -> None:
    made = moved("kom-i-gang", "payer", "skive", TODAY, AT)
    with acting_as(CHECK, on=TODAY) as by:
        move_back(move=made, on=TODAY, by=by, at=AT)
        with pytest.raises(CannotMove, match="not_newest"):
            move_back(move=made, on=TODAY, by=by, at=AT)


def test_who_begins_later_gets_the_body_of_the_offer(content: None, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig")
    moved("kom-i-gang", "authority", "skive", TODAY + timedelta(days=5), AT)
    anna, ben = person(as_owner), person(as_owner)
    accepts(anna, "lemvig", "start_now:start", AT + DAY)
    accepts(ben, "lemvig", "start_now:start", AT + 6 * DAY)
    assert [way_of(anna, AT + n * DAY).responsible for n in (1, 4, 5)] == [
        "Lemvig Kommune", "Lemvig Kommune", "Skive Kommune",
    ]  # fmt: skip
    assert way_of(ben, AT + 6 * DAY).responsible == "Skive Kommune"
    assert findings(AT + 6 * DAY) == []


def test_a_part_of_another_offer_names_its_own_authority(content: None, as_owner: AsOwner) -> None:
    """The pathway follows its newest track; the first lesson came from another offer, which has moved."""
    leader(as_owner, "skive")
    anna = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    moved("kom-i-gang", "authority", "region-midtjylland", TODAY, AT)
    way = way_of(anna)
    names = {line.kind: way.other_authorities.get(line.item.pk) for line in way.plan}
    assert (way.responsible, names) == ("Lemvig Kommune", {"lesson": "Region Midtjylland", "track": None})
    moved("grundhold", "authority", "struer", TODAY, AT)
    way = way_of(anna)
    names = {line.kind: way.other_authorities.get(line.item.pk) for line in way.plan}
    assert (way.responsible, names) == ("Struer Kommune", {"lesson": "Region Midtjylland", "track": None})
    moved("kom-i-gang", "authority", "holstebro", TODAY, AT)  # its host: each citizen's own municipality
    way = way_of(anna)
    assert {way.other_authorities.get(line.item.pk) for line in way.plan} == {"Lemvig Kommune", None}


def many_pathways(as_owner: AsOwner, number: int) -> None:
    """Pathways in Lemvig that follow `kom-i-gang`, with a call to make."""
    lemvig, offer = Organisation.objects.get(code="lemvig"), Offer.objects.get(code="kom-i-gang")
    contact = User.objects.filter(employments__organisation=lemvig).first()
    with as_owner():
        people = Citizen.objects.bulk_create(Citizen(display_name=f"Nr {n}", created_at=AT) for n in range(number))
        requests = Request.objects.bulk_create(
            Request(citizen=who, topic="unsure", way="self", received_at=AT, owner_organisation=lemvig, deadline=TODAY)
            for who in people
        )
        Residence.objects.bulk_create(
            Residence(citizen=who, postal_code="7620", municipality=lemvig, since=AT) for who in people
        )
        pathways = Pathway.objects.bulk_create(
            Pathway(citizen=r.citizen, request=r, topic="unsure", contact_person=contact, created_at=AT)
            for r in requests
        )
        PlanItem.objects.bulk_create(
            PlanItem(
                pathway=p, citizen=p.citizen, kind="lesson", lesson="start", offer=offer, form="phone", created_at=AT
            )
            for p in pathways
        )
        Task.objects.bulk_create(
            Task(citizen=p.citizen, kind="call_citizen", owner_organisation=lemvig, created_at=AT, deadline=TODAY)
            for p in pathways
        )
    follow([p.pk for p in pathways], on=TODAY)


def test_a_move_takes_as_many_questions_for_three_hundred_as_for_three(content: None, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig")
    staff(as_owner, "skive")
    asked = []
    for number in (3, 297):
        many_pathways(as_owner, number)
        for to in ("skive", "lemvig"):
            with CaptureQueriesContext(connection) as questions:
                moved("kom-i-gang", "operator", to, TODAY, AT)
            asked.append(len(questions))
    assert len(set(asked)) == 1, asked
    with acting_as(CHECK, on=TODAY):
        followed = AuditEntry.objects.filter(verb="responsibility_followed").values_list("subject_id", flat=True)
        assert len(set(followed)) == 300
        assert Task.objects.filter(ended_at=None, owner_organisation__code="lemvig").count() == 300


def test_preview_counts_what_the_move_then_does(content: None, as_owner: AsOwner) -> None:
    staff(as_owner, "lemvig")
    many_pathways(as_owner, 7)
    offer, skive = Offer.objects.get(code="kom-i-gang"), Organisation.objects.get(code="skive")
    with acting_as(COORDINATOR, on=TODAY) as by:
        preview = preview_move(offer=offer, role="controller", to=skive, on=TODAY, at=AT)
        done = move(offer=offer, role="controller", to=skive, on=TODAY, why="aftale", by=by, at=AT)
    assert preview.following == done.following == 7


def test_the_citizen_reads_whom_it_went_from_and_to(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    accepts(anna, "lemvig", "start_now:start")
    moved("kom-i-gang", "authority", "skive", TODAY + timedelta(days=3), AT)
    turns = [(t.role, t.old, t.new, t.on) for t in way_of(anna).answering.turns]
    assert turns[0] == ("authority", "Lemvig Kommune", "Skive Kommune", TODAY + timedelta(days=3))
    with seen_by(anna):
        assert AuditEntry.objects.filter(verb="responsibility_followed", subject_id=anna.citizen.pk).exists()
