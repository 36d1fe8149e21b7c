"""My way: one next step, plan, people, dates, paper; and nobody else's."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.core import access
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Session
from sundhedscenter.journey.steps import answer_step
from sundhedscenter.pathways.models import PlanItem
from sundhedscenter.web import staff as staff_package
from sundhedscenter.web.citizen.looked import WHAT
from tests.people import AT, AsOwner, accepts, leader, person, staff, viewer_of
from tests.web.citizen_walk import WAITING, logged_in, seat_of, seated, text_of

pytestmark = pytest.mark.django_db
PAGES = ["my_way", "welcome", "slip", "plan", "looked", "pause", "come_back", "change_time", "switch_format", "say_no"]
PAGES += ["own_data", "holdings", "data_export", "data_paper", "data_correction", "data_erasure", "data_question"]


def first_session(group_id: object) -> Session:
    return Session.objects.filter(group_id=group_id).order_by("starts_at").first()  # type: ignore[return-value]


def test_my_way_shows_one_next_step_then_plan_people_and_dates(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    page = text_of(logged_in(someone).get(reverse("web:my_way")))
    assert page.count("Dit næste skridt") == 1
    assert page.count("button-primary") == 1
    assert page.index("Dit næste skridt") < page.index("Din plan") < page.index("Datoer")
    assert "Mette Holm" in page
    assert "tel:+4597000001" in page
    assert "Lemvig Kommune har ansvaret for din plan." in page
    for name in ("pause", "change_time", "switch_format", "say_no"):
        assert reverse(f"web:{name}") in page
    assert page.index("Alene på nettet") < page.index("Hold på video")


def test_video_group_says_when_the_room_opens_and_whom_to_phone(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, group = seated(as_owner)
    page = text_of(logged_in(someone).get(reverse("web:my_way")))
    session = first_session(group.pk)
    opens = day_of(session.starts_at)
    assert "Kommer du ikke ind, så ring 97 00 00 01." in page
    assert "Rummet åbner kl." in page
    assert group.room_link in page
    assert opens > day_of(AT)


def test_before_anything_is_accepted_the_page_says_how_to_begin(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    client = logged_in(person(as_owner))
    page = text_of(client.get(reverse("web:my_way")))
    assert "Du er ikke begyndt endnu" in page
    for name in PAGES:
        response = client.get(reverse(f"web:{name}"))
        assert response.status_code == 200 or response.url == reverse("web:my_way")


@pytest.mark.parametrize("name", PAGES)
def test_stranger_logs_in_first(at: time_machine.Traveller, client: Client, name: str) -> None:
    path = reverse(f"web:{name}")
    response = client.get(path)
    assert response.status_code == 302
    assert response.url.startswith("/log-ind/?next=%2Fmin-vej%2F")


@pytest.mark.parametrize("name", PAGES)
def test_staff_have_pages_of_their_own(
    at: time_machine.Traveller, as_owner: AsOwner, client: Client, name: str
) -> None:
    client.force_login(staff(as_owner, "lemvig"))
    assert client.get(reverse(f"web:{name}")).status_code == 403


def test_personal_pages_are_not_kept_by_the_browser(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    response = logged_in(someone).get(reverse("web:my_way"))
    assert "no-store" in response["Cache-Control"]


def test_waiting_citizen_is_told_so(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    someone = person(as_owner)
    accepts(someone, "lemvig", WAITING)
    page = text_of(logged_in(someone).get(reverse("web:my_way")))
    assert "Vi samler et hold. Du får besked." in page


def test_slip_is_neutral_and_has_day_place_and_phone(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    page = text_of(logged_in(someone).get(reverse("web:slip")))
    assert "Seddel til Deltager 0" in page
    assert "97 00 00 01" in page
    assert "Første gang" in page
    assert "kronisk sygdom" not in page


def test_plan_prints_goal_dates_and_people(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    someone, _ = seated(as_owner)
    page = text_of(logged_in(someone).get(reverse("web:plan")))
    assert "gå tur med hunden igen" in page
    assert page.count("<strong>") >= 8


def test_every_visit_stands_in_the_access_log_and_others_are_listed(
    at: time_machine.Traveller, as_owner: AsOwner
) -> None:
    someone, group = seated(as_owner)
    client = logged_in(someone)
    helper = viewer_of(group.leader)
    with acting_as(helper, on=day_of(AT)):
        access.begin()
        access.seen(helper, [someone.citizen.pk], "group_roster")
        access.flush(at=AT, path="/personale/hold/")
    client.get(reverse("web:my_way"))
    page = text_of(client.get(reverse("web:looked")))
    assert "Mette Holm" in page
    assert "Deltagerlisten på dit hold" in page
    assert page.count('class="date visit"') == 1, "the citizen's own visits are not listed"
    with acting_as(someone.viewer, on=day_of(AT)):
        own = AccessLine.objects.filter(subject_id=someone.citizen.pk, viewer=someone.viewer.name)
        assert set(own.values_list("what", flat=True)) == {"my_way", "looked"}


def test_when_the_meeting_is_next_the_room_can_be_entered_in_time(
    at: time_machine.Traveller, as_owner: AsOwner
) -> None:
    someone, group = seated(as_owner)
    client = logged_in(someone)
    seat = seat_of(someone)
    with acting_as(someone.viewer, on=day_of(AT)):
        item = PlanItem.objects.get(citizen=someone.citizen, kind="lesson")
        answer_step(viewer=someone.viewer, plan_item=item, step="action", choice="choice1", own_words="", at=AT)
    session = Session.objects.get(group=group, number=seat.from_session)
    at.move_to(session.starts_at - timedelta(minutes=20))
    client.force_login(someone.user)
    assert "Se og skriv din seddel ud" in text_of(client.get(reverse("web:my_way")))
    at.move_to(session.starts_at - timedelta(minutes=10))
    assert "Gå ind i rummet" in text_of(client.get(reverse("web:my_way")))


def test_everything_that_staff_may_look_at_has_its_words() -> None:
    """A page that notes a reading under a new code needs words for the citizen's list."""
    staff_pages = Path(staff_package.__file__).parent.glob("*.py")
    noted = {code for page in staff_pages for code in re.findall(r'access\.seen\(.*"(\w+)"\)', page.read_text())}
    assert noted <= set(WHAT)
