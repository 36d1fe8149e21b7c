"""What a helper does in the citizen's place: as the citizen would, marked with who did it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import make_offer, release_seat
from sundhedscenter.groups.models import Group, Seat, SeatOffer
from sundhedscenter.intake.models import ActOnBehalf
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Pathway, PathwayFact, PlanItem
from tests.people import AT, AsOwner, Person, accepts, person
from tests.small_catalogue import WAIT_ON_VIDEO
from tests.web.citizen_walk import EVERY_PART, logged_in, text_of
from tests.web.helper_walk import (
    ON,
    acted,
    client_of,
    helper_of,
    hidden,
    person_page,
    rows,
)

pytestmark = pytest.mark.django_db


def test_pause_and_back_in_the_citizens_place_are_marked_and_seen(
    citizen: Person, sister: User, at: time_machine.Traveller
) -> None:
    client = helper_of(citizen, sister, "act")
    assert acted(client, citizen, "helper_pause", weeks="4").status_code == 422
    response = acted(client, citizen, "helper_pause", weeks="4", reason="own_illness")
    assert response.status_code == 302
    assert "Deltager 0 kan se, at det var dig." in text_of(client.get(response.url))
    (fact,) = rows(PathwayFact, citizen=citizen.citizen, kind="paused")
    assert (fact.by, fact.on_behalf) == (f"user:{sister.pk}", True)
    (note,) = rows(ActOnBehalf, citizen=citizen.citizen)
    assert (note.act, note.way, note.by_id) == ("paused", "helper", sister.pk)
    assert all(entry.data["on_behalf"] == "helper" for entry in rows(AuditEntry, verb="pathway_paused"))
    way = text_of(logged_in(citizen).get(reverse("web:my_way")))
    assert "Ida Søster" in way
    at.shift(timedelta(hours=1))
    client = client_of(sister)
    assert acted(client, citizen, "helper_come_back").status_code == 302
    assert [f.kind for f in rows(PathwayFact, citizen=citizen.citizen)][-1] == "resumed"


def test_a_form_sent_twice_pauses_once(citizen: Person, sister: User) -> None:
    client = helper_of(citizen, sister, "act")
    url = reverse("web:helper_pause", args=[citizen.citizen.pk])
    sent = {"stamp": hidden(client.get(url)), "weeks": "2", "reason": "family"}
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert len(rows(PathwayFact, citizen=citizen.citizen, kind="paused")) == 1


def test_another_week_gives_the_seat_up_as_the_citizen_would(citizen: Person, sister: User, as_owner: AsOwner) -> None:
    client = helper_of(citizen, sister, "act")
    assert acted(client, citizen, "helper_change_time").status_code == 422
    assert acted(client, citizen, "helper_change_time", part=EVERY_PART).status_code == 302
    assert rows(Seat, citizen=citizen.citizen, released_at=None), "the seat still fits"
    assert acted(client, citizen, "helper_change_time", part=["6-am"]).status_code == 302
    assert not rows(Seat, citizen=citizen.citizen, released_at=None)
    with as_owner():
        leaders = Seat.objects.get(citizen=citizen.citizen).citizen.relations.filter(scope="group")
        assert [relation.during.upper for relation in leaders] == [ON + timedelta(days=1)]


def held_seat(citizen: Person) -> SeatOffer:
    """The citizen's seat, given up and offered again."""
    robot = system("pooling")
    with acting_as(robot, on=ON):
        seat = Seat.objects.select_related("pathway", "group").get(citizen=citizen.citizen)
        release_seat(seat=seat, reason="other", by=robot, at=AT)
        pathway, group = Pathway.objects.get(pk=seat.pathway_id), Group.objects.get(pk=seat.group_id)
        return make_offer(group=group, pathway=pathway, held_until=AT + timedelta(days=1), by=robot, at=AT)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_held_seat_is_answered(citizen: Person, sister: User, answer: str) -> None:
    offer = held_seat(citizen)
    client = helper_of(citizen, sister, "act")
    assert "Svar på en plads" in text_of(person_page(client, citizen))
    assert acted(client, citizen, "helper_seat_offer", offer.pk).status_code == 422
    assert acted(client, citizen, "helper_seat_offer", offer.pk, **{answer: "1"}).status_code == 302
    (offer,) = rows(SeatOffer, pk=offer.pk)
    assert offer.end_reason == {"yes": "accepted", "no": "declined"}[answer]
    assert bool(rows(Seat, citizen=citizen.citizen, released_at=None)) == (answer == "yes")
    again = client.post(reverse("web:helper_seat_offer", args=[citizen.citizen.pk, offer.pk]), {answer: "1"})
    assert (again.status_code, again.url) == (302, reverse("web:helper_person", args=[citizen.citizen.pk]))
    assert "gået til en anden" not in text_of(client.get(again.url))
    assert len(rows(ActOnBehalf, citizen=citizen.citizen)) == 1


def test_a_yes_that_comes_after_the_no_says_the_seat_is_gone(citizen: Person, sister: User) -> None:
    offer = held_seat(citizen)
    client = helper_of(citizen, sister, "act")
    acted(client, citizen, "helper_seat_offer", offer.pk, no="1")
    late = client.post(reverse("web:helper_seat_offer", args=[citizen.citizen.pk, offer.pk]), {"yes": "1"})
    assert late.status_code == 302
    assert "gået til en anden" in text_of(client.get(late.url))
    assert not rows(Seat, citizen=citizen.citizen, released_at=None)


def test_the_seat_and_step_of_another_are_not_there(citizen: Person, sister: User, as_owner: AsOwner) -> None:
    """Ended or not, what is somebody else's answers like nothing."""
    other = person(as_owner)
    accepts(other, "lemvig", WAIT_ON_VIDEO)
    with as_owner():
        pathway, group = Pathway.objects.get(citizen=other.citizen), Group.objects.order_by("pk").first()
        theirs = SeatOffer.objects.create(
            group=group,
            pathway=pathway,
            citizen=other.citizen,
            made_at=AT,
            held_until=AT + timedelta(days=1),
            ended_at=AT,
            end_reason="declined",
        )
    (step,) = rows(PlanItem, citizen=other.citizen, kind="lesson")
    client = helper_of(citizen, sister, "act")
    for name, pk in (("helper_seat_offer", theirs.pk), ("helper_first_step", step.pk)):
        assert client.get(reverse(f"web:{name}", args=[citizen.citizen.pk, pk])).status_code == 404


def test_the_first_step_is_taken_and_counts(citizen: Person, sister: User) -> None:
    client = helper_of(citizen, sister, "act", "plan")
    (item,) = rows(PlanItem, citizen=citizen.citizen, kind="lesson")
    assert acted(client, citizen, "helper_first_step", item.pk, choice="x").status_code == 422
    page = client.get(reverse("web:helper_first_step", args=[citizen.citizen.pk, item.pk]))
    choice = re.search(r'name="choice"\s+type="radio"\s+value="([^"]+)"', page.content.decode())
    assert choice, page.content.decode()
    response = acted(client, citizen, "helper_first_step", item.pk, choice=choice.group(1))
    assert "det tæller" in text_of(client.get(response.url))
    url = reverse("web:helper_first_step", args=[citizen.citizen.pk, item.pk])
    again = client.post(url, {"choice": choice.group(1)})
    assert (again.status_code, again.url) == (302, reverse("web:helper_person", args=[citizen.citizen.pk]))
    (note,) = rows(ActOnBehalf, citizen=citizen.citizen, act="lesson")
    assert (note.way, note.by_id) == ("helper", sister.pk)
