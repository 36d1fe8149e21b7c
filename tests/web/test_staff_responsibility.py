"""The coordinator moves a role of an offer: what the pages say the day before, on the day, and after it moved back."""

import uuid
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sundhedscenter.catalogue.models import Offer, ResponsibilityMove
from sundhedscenter.core import channels, clock, outbox
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.pathways.models import Pathway
from tests.people import AT, AsOwner, Person, accepts, person, staff
from tests.web.citizen_walk import logged_in

pytestmark = pytest.mark.django_db
LIST, OFFER, MIN_VEJ, PLAN = "/personale/ansvar/", "/personale/ansvar/kom-i-gang/", "/min-vej/", "/min-vej/plan/"
GOLDEN = Path(__file__).parents[1] / "golden" / "moved"
DAY = timedelta(days=1)
FROM = AT + 7 * DAY
MOVE = {"role": "authority", "to": "region-midtjylland", "on": "9.3.2026", "why": "Aftale af 1. februar"}


def as_staff(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(content: None, as_owner: AsOwner) -> Client:
    return as_staff(staff(as_owner, "holstebro", role="coordinator"))


@pytest.fixture
def anna(content: None, as_owner: AsOwner) -> Person:
    staff(as_owner, "lemvig")
    someone = person(as_owner, "Anna")
    accepts(someone, "lemvig", "start_now:start")
    return someone


def said(who: Person, path: str) -> list[str]:
    """Whom the page names as responsible."""
    page = logged_in(who).get(path).content.decode()
    return [name for name in ("Lemvig Kommune", "Region Midtjylland") if f"{name} har ansvaret for din plan" in page]


def golden(body: str) -> str:
    """The letter word for word while this body answers."""
    return (GOLDEN / f"{body.partition(' ')[0].lower()}.da.txt").read_text()


def letter(who: Person) -> str:
    """A letter about the first step, written now."""
    key = uuid.UUID("00000000-0000-4000-8000-000000000001")
    with acting_as(system("outbox"), on=day_of(clock.now())):
        pathway = Pathway.objects.get(citizen=who.citizen)
        message = OutboxMessage(
            id=key,
            kind="step_confirmed",
            channel="letter",
            recipient="Testvej 1",
            about_kind="pathways.pathway",
            about_id=str(pathway.pk),
            subject_id=who.citizen.pk,
            created_at=AT,
            frozen_at=clock.now(),
            message_id=f"<{key}@sundhedscenter.invalid>",
        )
        return channels.compose(message, outbox.renderer_for("step_confirmed", "letter")(message)).decode()


@time_machine.travel(AT, tick=False)
def test_pages_paper_and_letters_name_the_body_of_the_day(coordinator: Client, anna: Person) -> None:
    """Moved ahead to a day, taken back from a later one: the same pages on all four sides."""
    worker = User.objects.get(employments__organisation__code="lemvig", employments__role="professional")
    case = f"/personale/borgere/{anna.citizen.pk}/"
    assert coordinator.post(OFFER, MOVE | {"yes": "1"}).status_code == 302
    days = {FROM - DAY: "Lemvig Kommune", FROM: "Region Midtjylland", FROM + 3 * DAY: "Region Midtjylland"}
    for moment, body in days.items():
        with time_machine.travel(moment, tick=False):
            assert said(anna, MIN_VEJ) == said(anna, PLAN) == [body], moment
            assert letter(anna) == golden(body), moment
            assert f"<dd>{body}</dd>" in as_staff(worker).get(case).content.decode(), moment
    with time_machine.travel(FROM + 4 * DAY, tick=False):
        move = ResponsibilityMove.objects.get()
        coordinator.force_login(User.objects.get(employments__role="coordinator"))
        back = coordinator.post(f"{OFFER}tilbage/{move.pk}/", {"on": "13.3.2026", "yes": "1"}, follow=True)
        assert "Ansvaret er flyttet tilbage." in back.content.decode()
        assert said(anna, MIN_VEJ) == said(anna, PLAN) == ["Lemvig Kommune"]
        assert letter(anna) == golden("Lemvig Kommune")
        lines = logged_in(anna).get(MIN_VEJ).context["turns"]
        assert lines[:2] == [
            "Ansvaret gik fra Lemvig Kommune til Region Midtjylland den 9. marts 2026 (myndighed).",
            "Ansvaret gik fra Region Midtjylland til Lemvig Kommune den 13. marts 2026 (myndighed).",
        ]
    with time_machine.travel(FROM + DAY, tick=False):
        assert said(anna, MIN_VEJ) == ["Region Midtjylland"]  # what was so on that day stays so
    with acting_as(system("check"), on=day_of(AT)):
        entries = AuditEntry.objects.filter(subject_id=anna.citizen.pk, verb="responsibility_followed")
        assert entries.count() == 2


@time_machine.travel(AT, tick=False)
def test_preview_writes_nothing_and_hides_a_small_number(coordinator: Client, anna: Person) -> None:
    with acting_as(system("check"), on=day_of(AT)):
        before = AuditEntry.objects.count()
    page = coordinator.post(OFFER, MOVE)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Færre end 5 forløb følger med." in text
    assert "Ingen plan, plads eller dato bliver ændret." in text
    assert 'name="on" value="9.3.2026"' in text
    assert not ResponsibilityMove.objects.exists()
    with acting_as(system("check"), on=day_of(AT)):
        assert AuditEntry.objects.count() == before


@time_machine.travel(AT, tick=False)
def test_two_previews_do_not_tell_how_many_live_in_one_municipality(
    coordinator: Client, anna: Person, as_owner: AsOwner
) -> None:
    for _ in range(6):
        accepts(person(as_owner), "struer", "start_now:start")
    texts = [coordinator.post(OFFER, MOVE | {"to": to}).content.decode() for to in (MOVE["to"], "lemvig")]
    assert ["Mindst 5 forløb følger med." in text for text in texts] == [True, True]


@time_machine.travel(AT, tick=False)
def test_preview_says_how_many_from_five_on_and_what_lapses(
    coordinator: Client, anna: Person, as_owner: AsOwner
) -> None:
    for _ in range(4):
        accepts(person(as_owner), "struer", "start_now:start")
    text = coordinator.post(OFFER, MOVE | {"to": "skive"}).content.decode()
    assert "Mindst 5 forløb følger med." in text
    assert "Region Midtjylland fra 1. januar 2027" in text
    assert "Det bortfalder" not in coordinator.post(OFFER, MOVE).content.decode()


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize(
    ("change", "field", "mend"),
    [
        ({"on": "31.2.2026"}, "on", "Skriv dagen som 1.1.2027. Der står “31.2.2026”."),
        ({"on": ""}, "on", "Skriv, fra hvilken dag ansvaret flytter"),
        ({"on": "1.1.2019"}, "on", "1. januar 2019 er før tilbuddets første dag."),
        ({"on": "1.1.2207"}, "on", "1. januar 2207 er mere end ti år frem."),
        ({"on": "1.2.2027"}, "to", "Region Midtjylland har ansvaret i forvejen."),
        ({"to": ""}, "to", "Vælg, hvem der får ansvaret"),
        ({"to": "brandvaesenet"}, "to", ""),
        ({"role": "operator"}, "to", "Hos Region Midtjylland er ingen fagperson ansat den dag."),
        ({"role": ""}, "role", "Vælg, hvilket ansvar der flytter"),
        ({"why": ""}, "why", "Skriv, hvorfor ansvaret flytter"),
        ({"why": "x" * 301}, "why", "Skriv højst 300 tegn"),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field(
    coordinator: Client, change: dict[str, str], field: str, mend: str
) -> None:
    page = coordinator.post(OFFER, MOVE | change | {"yes": "1"})
    assert page.status_code == 422
    ((field_id, words),) = page.context["errors"]
    assert field_id == f"id_{field}"
    assert words.startswith(mend)
    assert f'value="{(MOVE | change)["on"]}"' in page.content.decode()
    assert not ResponsibilityMove.objects.exists()


@time_machine.travel(AT, tick=False)
def test_an_organisation_that_has_ended_cannot_get_a_role(coordinator: Client, as_owner: AsOwner) -> None:
    with as_owner():
        gone = Organisation.objects.get(code="region-midtjylland")
        gone.valid = type(gone.valid)(gone.valid.lower, day_of(AT))
        gone.save()
    ((_field, words),) = coordinator.post(OFFER, MOVE | {"yes": "1"}).context["errors"]
    assert words.startswith("Region Midtjylland findes ikke den dag.")


@time_machine.travel(AT, tick=False)
def test_only_the_newest_move_of_a_role_goes_back(coordinator: Client) -> None:
    for to in ("region-midtjylland", "skive"):
        coordinator.post(OFFER, MOVE | {"to": to, "yes": "1"})
    newest, older = ResponsibilityMove.objects.order_by("-pk")
    page = coordinator.get(OFFER).content.decode()
    assert f"tilbage/{newest.pk}/" in page
    assert f"tilbage/{older.pk}/" not in page
    refused = coordinator.post(f"{OFFER}tilbage/{older.pk}/", {"on": "9.3.2026", "yes": "1"})
    assert refused.status_code == 422
    assert refused.context["errors"] == [("id_on", "Ansvaret er flyttet igen siden. Flyt først det nyeste tilbage.")]
    assert coordinator.post(f"{OFFER}tilbage/{newest.pk}/", {"on": "i morgen"}).status_code == 422
    assert (
        "Flyt ansvaret tilbage?"
        in coordinator.post(f"{OFFER}tilbage/{newest.pk}/", {"on": "9.3.2026"}).content.decode()
    )
    assert 'value="9.3.2026"' in coordinator.get(f"{OFFER}tilbage/{newest.pk}/").content.decode()


@time_machine.travel(AT, tick=False)
def test_the_list_shows_every_offer_in_a_fixed_number_of_questions(coordinator: Client, as_owner: AsOwner) -> None:
    asked = []
    for many in (1, 3):
        with as_owner():
            for number in range(many):
                offer = Offer.objects.get(code="kom-i-gang")
                offer.pk, offer.code, offer.hsds_id = None, f"flere-{many}-{number}", uuid4()
                offer.save()
        with CaptureQueriesContext(connection) as questions:
            page = coordinator.get(LIST)
        asked.append(len(questions))
    assert asked[0] == asked[1]
    rows = {row["name"]: row for row in page.context["rows"]}
    assert rows["Kom godt i gang"]["next"] == "1. januar 2027: Myndighed, Betaler til Region Midtjylland"
    assert rows["Ro i naturen"]["bodies"][0] == ("Myndighed", "Lemvig Kommune")


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize("role", ["professional", "manager", "operator"])
def test_nobody_but_a_coordinator_moves_a_role(content: None, as_owner: AsOwner, role: str) -> None:
    client = as_staff(staff(as_owner, "holstebro", role=role))
    assert client.get(LIST).status_code == 403
    assert client.post(OFFER, MOVE | {"yes": "1"}).status_code == 403
    assert not ResponsibilityMove.objects.exists()
