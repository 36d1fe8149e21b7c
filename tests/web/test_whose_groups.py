"""Two offers run on one track at different places: each place tells the same of which groups are whose."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.catalogue.search.asking import Filters, ask
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.core.week import FULL_MASK
from sundhedscenter.groups.finding import find
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.starts import coming_starts
from sundhedscenter.groups.whose import groups_of
from sundhedscenter.intake.drafts import new_draft, save_answers
from sundhedscenter.interop.hsds.ids import number_of
from sundhedscenter.interop.starts.coming import starts_wanted
from sundhedscenter.journey.conversation import answers_of
from sundhedscenter.journey.offer_page import offer_page
from sundhedscenter.journey.offers import home_of, options_for
from sundhedscenter.journey.wishes import proposals_with, wish_for, wish_of
from tests.interop.hsds import rows
from tests.people import AT, AsOwner, person

type Groups = Mapping[str, Group]
type Seen = Callable[[Offer, Groups], set[str]]
WHOSE = {
    "grundhold": {"video", "lemvig"},  # on site in Lemvig, and by video
    "skivehold": {"skive"},  # on site in Skive, by phone besides
    "hjemmehold": {"video"},  # by video alone, though a place stands on it
}


@pytest.fixture
def groups(catalogue: None, as_owner: AsOwner) -> Groups:
    """By video, in Lemvig, in Skive, and in a house that is no offer's place."""
    with as_owner():
        lemvig = Place.objects.get()
        skive, nowhere = (
            Place.objects.create(
                code=code, name=lemvig.name, organisation=lemvig.organisation, address="Gaden 1", postal_code="7800",
                municipality_code="0779", lat=56.57, lon=9.03, step_free=True,
            )
            for code in ("skive-hus", "nabo-hus")
        )  # fmt: skip
        first = Offer.objects.get()
        for code, form in (("skivehold", "group_site"), ("hjemmehold", "group_video")):
            offer = rows.offer(code, track=first.track, topics=first.topics, ways_in=["self"])
            Variant.objects.create(offer=offer, form=form, minutes=60)
            offer.places.add(skive)
        return {
            "video": rows.group("V", after=AT),
            "lemvig": rows.group("L", after=AT + timedelta(days=7), place=lemvig),
            "skive": rows.group("S", after=AT + timedelta(days=14), place=skive),
            "nowhere": rows.group("N", after=AT, place=nowhere),
        }


def by_rule(offer: Offer, groups: Groups) -> set[str]:
    coming = coming_starts(at=AT, tracks=[offer.track_id or 0])
    return {str(start.group_id) for start in groups_of(offer, coming)}


def on_the_page(offer: Offer, groups: Groups) -> set[str]:
    return {str(start.coming.group_id) for start in offer_page(offer, home=None, at=AT).starts}


def in_the_list(offer: Offer, groups: Groups) -> set[str]:
    """A card says how many and the first: told apart by their number of free seats."""
    hits = find(question=ask(""), filters=Filters(), at=AT).hits
    start = next(hit.start for hit in hits if hit.offer.code == offer.code)
    seats = {group.size_max - group.taken: str(group.pk) for group in groups.values()}
    assert start is not None
    return {pk for free, pk in seats.items() if start.seats & free}


def in_open_data(offer: Offer, groups: Groups) -> set[str]:
    with time_machine.travel(AT, tick=False):
        answer: Any = Client().get(f"/openreferral/services/{offer.hsds_id}").json()
    told = {capacity["id"] for capacity in answer["capacities"]}
    return {str(group.pk) for group in groups.values() if number_of("capacity", group.pk) in told}


def for_who_comes_with_a_wish(offer: Offer, groups: Groups) -> set[str]:
    options = options_for(topic="kol", at=AT, language="da", offer=offer.code)
    return {group.id for group in options.groups if group.id in options.asked_for}


@pytest.mark.parametrize("seen", [by_rule, on_the_page, in_the_list, in_open_data, for_who_comes_with_a_wish])
@pytest.mark.parametrize("code", WHOSE)
def test_the_same_groups_everywhere(groups: Groups, as_owner: AsOwner, code: str, seen: Seen) -> None:
    with as_owner():
        for number, group in enumerate(groups.values()):
            Group.objects.filter(pk=group.pk).update(size_max=8, size_ideal=8, taken=8 - (1 << number))
        groups = {name: Group.objects.get(pk=group.pk) for name, group in groups.items()}
    found = seen(Offer.objects.get(code=code), groups)
    assert found == {str(groups[name].pk) for name in WHOSE[code]}


def test_a_feed_tells_each_group_once_under_an_offer_it_is_of(groups: Groups) -> None:
    told = {str(start.coming.group_id): start.offer.code for start in starts_wanted({}, at=AT)}
    assert told == {
        str(groups["video"].pk): "grundhold",
        str(groups["lemvig"].pk): "grundhold",
        str(groups["skive"].pk): "skivehold",
    }


def test_a_wish_for_an_offer_leads_to_none_of_anothers(groups: Groups, as_owner: AsOwner) -> None:
    """The earliest group of the track is by video, the nearest to Lemvig in Lemvig; the offer meets in Skive."""
    who = person(as_owner)
    with acting_as(who.viewer, on=day_of(AT)):
        draft, _ = new_draft(viewer=who.viewer, language="da", at=AT)
        draft = wish_for(draft=draft, offer=Offer.objects.get(code="skivehold"), at=AT)
        save_answers(draft=draft, answers={"postal_code": "7800", "week": FULL_MASK}, at=AT)
        wished = wish_of(draft)
        assert wished is not None
        shown = proposals_with(wished=wished, answers=answers_of(draft), home=home_of("7800"), at=AT, language="da")
    assert (shown.cards[0].ref, shown.unmet) == (f"group:{groups['skive'].pk}", None)
