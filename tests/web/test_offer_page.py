"""The public page of an offer: what it tells, what it keeps to itself, and the way from it to a yes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.files import read_all
from sundhedscenter.catalogue.models import Offer, OfferResponsibility, Place, Variant
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.groups.models import Group, Seat, WaitingPlace
from sundhedscenter.intake.models import Draft, Request
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.web.citizen.offer_words import language_name
from tests.catalogue.offers import as_viewer, editor, written
from tests.catalogue.offers import shown as on_show
from tests.people import AT, AsOwner, accepts, leader, person
from tests.small_catalogue import WAIT_ON_VIDEO
from tests.web.citizen_walk import answer, logged_in, seated, text_of

PAGE, PAPER, JOIN = "/tilbud/grundhold/", "/tilbud/grundhold/papir/", "/tilbud/grundhold/med/"
CONTACT = {"full_name": "Anna Ny", "phone": "20123456", "email": ""}


@pytest.fixture(autouse=True)
def at(catalogue: None) -> time_machine.Traveller:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def shown(client: Client, path: str = PAGE, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return text_of(response)


def main_part(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def change(as_owner: AsOwner, **columns: object) -> None:
    with as_owner():
        Offer.objects.update(**columns)


def test_page_tells_starts_seats_places_and_who_answers(client: Client, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    with as_owner():
        region = Organisation.objects.create(
            code="region", name="Region Midtjylland", kind="region", valid=DateRange(date(2020, 1, 1), None)
        )
        rows = OfferResponsibility.objects.filter(role="authority")
        rows.update(during=DateRange(date(2020, 1, 1), date(2027, 1, 1)))
        OfferResponsibility.objects.create(
            offer=Offer.objects.get(), role="authority", organisation=region, during=DateRange(date(2027, 1, 1), None)
        )
    text = shown(client)
    for said in (
        "<h1> Grundhold </h1>",
        "8 ledige pladser",
        "På video, hjemme hos dig selv",
        "Et nyt hold dannes, når 4 kan på samme tid",
        "Lemvig Hus",
        "Uden trin",
        "Lemvig Kommune står for tilbuddet.",
        "Den kommune, du bor i, har ansvaret for, at du kan få det.",
        "Fra 1. januar 2027 har Region Midtjylland ansvaret for, at du kan få det.",
        "Der er for få til at vise tal endnu.",
        "Ja: hold på video, alene på nettet, i telefonen og på papir.",
    ):
        assert said in text, said
    assert str(group.pk) in text
    assert "Mette Holm" not in text  # who leads is told to those who come


def test_a_group_on_its_way_says_that_one_can_begin_in_the_middle(
    client: Client, as_owner: AsOwner, at: time_machine.Traveller
) -> None:
    _, group = seated(as_owner)
    assert "Holdet er i gang" not in shown(client)
    at.shift(timedelta(days=(group.first_day - day_of(AT)).days + 2))
    assert "Holdet er i gang. Nye kan begynde denne dag." in shown(client)


def test_full_groups_and_those_who_wait_are_counted_not_told(client: Client, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    with as_owner():
        Group.objects.filter(pk=group.pk).update(size_max=group.taken, size_ideal=group.taken)
    text = shown(client)
    assert "Lige nu har intet hold en ledig plads." in text
    assert "Ét hold er fyldt." in text
    assert "venter nu" not in text
    for number, told in ((4, ""), (5, "Mindst 5 venter nu."), (6, "Mindst 5 venter nu.")):
        while _waiting(as_owner) < number:
            accepts(
                person(as_owner),
                "lemvig",
                "waiting:core|group_site|lemvig-hus",
                distance="far",
                week=1 << _waiting(as_owner),
            )
        text = shown(Client())
        assert (told in text) if told else ("venter nu" not in text)


def _waiting(as_owner: AsOwner) -> int:
    with as_owner():
        return WaitingPlace.objects.filter(ended_at=None).count()


def test_distance_follows_the_postal_code(client: Client) -> None:
    assert "km fra dig" not in shown(client)
    assert "cirka 24 km fra dig" in shown(client, f"{PAGE}?postnr=76 00")
    assert "Skriv dit postnummer. Det er fire tal" in shown(client, f"{PAGE}?postnr=9999")


def test_an_offer_without_a_form_or_a_time_says_what_to_do_instead(client: Client, as_owner: AsOwner) -> None:
    with as_owner():
        Variant.objects.exclude(form="group_site").delete()
    text = shown(client)
    assert "Nej, her møder man op. Kan du ikke rejse, så ring" in text
    assert "Nej, ikke lige nu. Har du kun tid før kl. 8" in text
    change(as_owner, slot_mask=1 << 4)
    assert "Ja: mandag kl. 17." in shown(client)


@pytest.mark.parametrize("stage", ["draft", "review"])
@pytest.mark.parametrize("path", [PAGE, PAPER, JOIN])
def test_what_is_not_published_is_not_told_apart_from_what_is_not_there(
    client: Client, as_owner: AsOwner, stage: str, path: str
) -> None:
    never_there = main_part(shown(client, path.replace("grundhold", "findes-ikke"), 404))
    change(as_owner, stage=stage, summary_da="En hemmelig kladde.")
    assert main_part(shown(client, path, 404)) == never_there
    assert client.post(JOIN).status_code == 404
    assert not Draft.objects.exists()


def test_what_has_ended_says_so(client: Client, as_owner: AsOwner) -> None:
    change(as_owner, stage="retired")
    text = shown(client, status=410)
    assert "Tilbuddet er slut" in text
    assert "Grundhold" in text
    assert client.post(JOIN).status_code == 410


def test_draft_that_was_given_up_was_never_there(client: Client, as_owner: AsOwner) -> None:
    author = editor(as_owner, "lemvig")
    drafted = written(author, code="kladde", name={"da": "En hemmelig kladde"})
    with acting_as(as_viewer(author)) as by:
        workshop.retire(offer=drafted.offer, why="Vi lod være.", by=by, at=AT)
    for path in ("/tilbud/kladde/", "/tilbud/kladde/papir/", "/tilbud/kladde/med/"):
        assert "hemmelig" not in shown(client, path, 404)


def test_what_has_ended_keeps_the_name_it_had_on_show(client: Client, as_owner: AsOwner) -> None:
    author = editor(as_owner, "lemvig")
    on_show(author, editor(as_owner, "struer"), code="gaa", name={"da": "Gå med"})
    drafted = written(author, code="gaa", name={"da": "En hemmelig kladde"})
    with acting_as(as_viewer(author)) as by:
        workshop.retire(offer=drafted.offer, why="Det er slut.", by=by, at=AT)
    text = shown(client, "/tilbud/gaa/", 410)
    assert "Gå med" in text
    assert "hemmelig" not in text


def test_an_offer_on_trial_says_so(client: Client, as_owner: AsOwner) -> None:
    assert "Prøves af" not in shown(client)
    change(as_owner, stage="trial")
    assert "Prøves af" in shown(client)
    assert "Prøves af" in shown(client, PAPER)


def test_results_are_those_published_with_small_ones_hidden(client: Client, as_owner: AsOwner) -> None:
    def quarter(period: str, asked: int | None, first: int | None) -> PublishedTable:
        cells = [
            ["asked", "core", "*", "*", asked],
            ["first_step", "core", "*", "*", first],
            ["asked", "alone", "*", "*", 9],
        ]
        content = {
            "stages": ["asked", "first_step"],
            "offers": ["core"],
            "municipalities": [],
            "months": [],
            "cells": cells,
        }
        return PublishedTable(name="funnel", period=period, through=date(2026, 1, 1), content=content, published_at=AT)

    with as_owner():
        quarter("2025-Q4", 40, None).save()
    assert "Der er for få til at vise tal endnu." in shown(client)
    with as_owner():
        quarter("2025-Q3", 100, 56).save()
        quarter("2025-Q2", 90, 80).save()
    text = shown(client)
    assert "Af 100, der spurgte i 3. kvartal 2025, begyndte 56 inden for 14 dage." in text
    assert "for få" not in text


def test_page_costs_the_same_whatever_there_is(client: Client, as_owner: AsOwner) -> None:
    seated(as_owner)
    shown(client)
    with CaptureQueriesContext(
        connection,
    ) as one:
        shown(Client())
    with as_owner():
        group = Group.objects.get()
        place = Place.objects.get()
        sessions = list(group.sessions.all())
        for number in range(2):
            place.pk, place.code = None, f"sted-{number}"
            place.save()
            Offer.objects.get().places.add(place)
            group.pk, group.code, group.form, group.place = None, f"hold-{number}", "group_site", place
            group._state.adding = True
            group.id = None
            group.save()
            for session in sessions:
                session.pk, session.group = None, group
                session.save()
    with CaptureQueriesContext(connection) as three:
        text = shown(Client())
    assert text.count("Vælg det her hold") == 3
    assert len(three) == len(one)


def test_english_page_marks_what_is_danish_only(client: Client, as_owner: AsOwner) -> None:
    change(as_owner, summary_en="", happens_da="Vi går en tur.")
    text = shown(client, "/en" + PAGE)
    assert '<span lang="da">Et hold.</span>' in text
    assert '<span lang="da">Vi går en tur.</span>' in text
    assert "How to join" in text


def test_the_sheet_has_the_address_and_no_button(client: Client) -> None:
    text = shown(client, PAPER)
    assert "http://testserver/tilbud/grundhold/" in text
    assert "Jeg vil gerne med" not in text
    assert "Til den, der henviser" not in text


def test_an_offer_through_the_doctor_gives_a_sheet_to_bring(client: Client, as_owner: AsOwner) -> None:
    change(as_owner, ways_in=["gp", "hospital"])
    text = shown(client)
    assert "Jeg vil gerne med" not in text
    assert "Vælg det her hold" not in text
    assert "Du kan komme med gennem din læge." in text
    assert "Hent arket" in text
    assert "Til den, der henviser" in shown(client, PAPER)


def test_an_offer_one_just_comes_to_says_how_and_whom_to_ring(client: Client, as_owner: AsOwner) -> None:
    change(
        as_owner, track=None, first_lesson="", join_da="Kom, som du er.", phone="97 00 00 99", times_da="Hver onsdag"
    )
    text = shown(client)
    assert "Kom, som du er." in text
    assert "97 00 00 99" in text
    assert "Hver onsdag" in text
    assert "Næste start" not in text
    assert client.post(JOIN).url == PAGE


def test_share_holds_no_person(client: Client) -> None:
    text = shown(client)
    assert "mailto:?subject=Grundhold&amp;body=http%3A%2F%2Ftestserver%2Ftilbud%2Fgrundhold%2F" in text


def test_from_the_page_to_a_seat_in_five_pages(client: Client, as_owner: AsOwner) -> None:
    """Offer, postal code, proposals, log-in, yes."""
    _, group = seated(as_owner)
    newcomer = person(as_owner)
    assert client.get(JOIN).url == PAGE
    response = client.post(JOIN, {"group": str(group.pk)})
    assert response.url == reverse("web:question", args=["sted"])
    assert "Trin 1 af 1" in text_of(client.get(response.url))
    assert answer(client, "sted").url == reverse("web:proposals")
    text = text_of(client.get(reverse("web:proposals")))
    assert text.index("Det er det hold, du valgte.") < text.index("Vælg det her hold")
    assert "Svar på lidt mere" in text
    key = f"group:{group.pk}"
    assert client.post(reverse("web:choose"), {"key": key}).url.startswith(reverse("web:log_in"))
    client.force_login(newcomer.user)
    assert "Ja, det vil jeg" in text_of(client.get(reverse("web:confirm")))
    assert client.post(reverse("web:confirm"), {"key": key, **CONTACT}).url == reverse("web:welcome")
    with acting_as(newcomer.viewer, on=day_of(AT)):
        assert Seat.objects.get(citizen=newcomer.citizen).group == group


def test_the_offer_asks_for_place_and_week_and_the_first_step_for_place_alone(
    client: Client, as_owner: AsOwner
) -> None:
    seated(as_owner)
    assert client.post(JOIN).url == reverse("web:question", args=["sted"])
    assert answer(client, "sted").url == reverse("web:question", args=["uge"])
    assert f'href="{reverse("web:question", args=["sted"])}"' in text_of(
        client.get(reverse("web:question", args=["uge"]))
    )
    assert answer(client, "uge").url == reverse("web:proposals")
    other = Client()
    other.post(JOIN, {"step": "1"})
    assert f'href="{PAGE}"' in text_of(other.get(reverse("web:question", args=["sted"])))
    assert answer(other, "sted").url == reverse("web:proposals")
    assert "Det er det første skridt, du valgte." in text_of(other.get(reverse("web:proposals")))


def test_skipped_questions_can_be_answered_one_by_one(client: Client, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    client.post(JOIN, {"group": str(group.pk)})
    answer(client, "sted")
    first = f"{reverse('web:question', args=['maal'])}?mere=1"
    assert f'href="{first}"' in text_of(client.get(reverse("web:proposals")))
    skip = f"{reverse('web:question', args=['tid'])}?mere=1"
    assert f'href="{skip}"' in text_of(client.get(first))
    assert client.post(first, {"goal": "gå tur"}).url == skip
    last = f"{reverse('web:question', args=['lineal'])}?mere=1"
    assert f'href="{reverse("web:proposals")}"' in text_of(client.get(last))


def test_a_full_group_is_said_on_the_proposals_with_what_else(client: Client, as_owner: AsOwner) -> None:
    _, group = seated(as_owner)
    client.post(JOIN, {"group": str(group.pk)})
    answer(client, "sted")
    with as_owner():
        Group.objects.filter(pk=group.pk).update(size_max=group.taken, size_ideal=group.taken)
    text = text_of(client.get(reverse("web:proposals")))
    assert "Grundhold kan ikke vælges lige nu." in text
    assert "Holdet er fyldt lige nu." in text
    assert "Sæt kryds ved dine tider" in text
    assert client.post(reverse("web:choose"), {"key": f"group:{group.pk}"}).status_code == 200  # what there is now
    change(as_owner, stage="retired")
    assert "Det, du valgte, er ikke på siden mere." in text_of(client.get(reverse("web:proposals")))


def test_who_has_a_plan_goes_on_from_it_and_asks_no_second_time(as_owner: AsOwner) -> None:
    who, group = seated(as_owner)
    client = logged_in(who)
    text = shown(client)
    assert "Det her tilbud er en del af din plan." in text
    assert reverse("web:change_time") in text
    assert "Jeg vil gerne med" not in text
    assert "Vælg det her hold" not in text
    assert client.post(JOIN, {"group": str(group.pk)}).url == reverse("web:my_way")
    with as_owner():
        assert Request.objects.filter(citizen=who.citizen).count() == 1
        assert not Draft.objects.filter(used_at=None).exists()


def test_an_open_conversation_is_turned_towards_the_offer(client: Client, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    client.post(reverse("web:start"))
    answer(client, "sted")
    assert client.post(JOIN, {"step": "1"}).url == reverse("web:proposals")
    draft = Draft.objects.get()
    assert (draft.answers["postal_code"], draft.wish["step"]) == ("7620", True)
    assert WAIT_ON_VIDEO not in text_of(client.get(reverse("web:proposals")))


def test_every_language_of_the_offers_has_a_name() -> None:
    spoken = {code for _, offer in read_all(Document, "offers") for code in offer.languages}
    assert [code for code in sorted(spoken) if language_name(code) == code] == []
