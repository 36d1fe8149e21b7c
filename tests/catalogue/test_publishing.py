"""The row of an offer follows its versions: twice is once, and any history of decisions gives what it should."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue import publishing, stages, workshop
from sundhedscenter.catalogue.models import Offer, OfferVersion
from sundhedscenter.catalogue.offer_checks import (
    offer_is_found_by_its_words,
    offer_let_through_by_another_house,
    offer_row_follows_its_versions,
)
from sundhedscenter.catalogue.publishing import UnknownCode, stage_of
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.search_models import SearchTerm
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.partnership.models import User
from tests.catalogue.offers import also_at, as_viewer, document, editor, house, of_the_house, shown, written
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def row(code: str = "gaahold") -> Mapping[str, Any]:
    """Everything the offer's row and its forms say."""
    offer = Offer.objects.get(code=code)
    forms = sorted(offer.variants.values_list("form", "minutes", "cost_dkk"))
    bodies = sorted(offer.responsibilities.values_list("role", "organisation__code"))
    return {**Offer.objects.values().get(pk=offer.pk), "forms": forms, "bodies": bodies}


def wrong() -> list[str]:
    return [finding.problem for finding in offer_row_follows_its_versions(AT)]


def test_projection_says_what_the_document_says(as_owner: AsOwner) -> None:
    bodies = [{"role": "operator", "organisation": "host", "from": "2026-01-01", "status": "P", "source": "Prøve"}]
    of_the_house(as_owner, places=["lemvig-hus"], keywords=["gåtur"], responsibilities=bodies)
    found = row()
    assert (found["stage"], found["name_en"], found["cost_dkk"]) == ("operation", "Walking group", 20)
    assert found["forms"] == [("group_site", 60, 0), ("phone", 15, 20)]
    assert found["bodies"] == [("operator", "lemvig")]
    assert list(Offer.objects.get(code="gaahold").places.values_list("code", flat=True)) == ["lemvig-hus"]


def test_settling_twice_changes_nothing(as_owner: AsOwner) -> None:
    of_the_house(as_owner)
    before = row()
    publishing.settle(offer=Offer.objects.get(code="gaahold"))
    assert row() == before


def test_new_draft_leaves_what_is_shown(as_owner: AsOwner) -> None:
    author = editor(as_owner, "lemvig")
    shown(author, editor(as_owner, "struer"))
    before = row()
    written(author, AT + timedelta(days=1), name={"da": "Gåhold for alle"})
    assert row() == before
    assert wrong() == []


def test_unknown_codes_are_named(as_owner: AsOwner) -> None:
    with pytest.raises(UnknownCode, match="places: 'findes-ikke'"):
        of_the_house(as_owner, places=["findes-ikke"])


def test_form_that_is_gone_goes(as_owner: AsOwner) -> None:
    of_the_house(as_owner)
    of_the_house(as_owner, AT + timedelta(days=1), variants=[{"form": "paper", "minutes": 5}])
    assert row()["forms"] == [("paper", 5, 0)]


MOVES = st.lists(st.tuples(st.sampled_from(["write", *Stage.values]), st.integers(0, 3)), min_size=1, max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_any_history_gives_the_computed_stage(as_owner: AsOwner, moves: list[tuple[str, int]]) -> None:
    """Writes and decisions in any order, lawful or not: what the database takes, the row follows."""
    point = transaction.savepoint_create()
    try:
        author, reader = editor(as_owner, "lemvig"), editor(as_owner, "struer")
        versions = [_version(author, 1)]
        said: dict[int, list[str]] = {versions[0].number: []}
        for what, which in moves:
            if what == "write":
                versions.append(_version(author, len(versions) + 1))
                said[versions[-1].number] = []
                publishing.settle(offer=versions[-1].offer)
                continue
            version = versions[which % len(versions)]
            lawful = Stage(what) in stages.NEXT[stages.version_stage(said[version.number])]
            try:
                with transaction.atomic():
                    publishing.decide(
                        version=version, stage=Stage(what), by=reader, organisation=house("struer"), at=AT
                    )
            except DatabaseError:
                assert not lawful
                continue
            assert lawful
            said[version.number].append(what)
        stands = {number: (moved or ["draft"])[-1] for number, moved in said.items()}
        seen = [number for number, stage in sorted(stands.items()) if stage in SHOWN]
        offer = Offer.objects.get(code="gaahold")
        newest = (seen or sorted(stands))[-1]
        once = [number for number, moved in sorted(said.items()) if {*moved} & {*SHOWN}]
        assert {row.number: stage_of(row) for row in offer.versions.all()} == stands
        assert offer.stage == stands[newest]
        assert offer.name_da == f"Gåhold {(seen or once or sorted(stands))[-1]}"
        assert shown_offers().filter(code="gaahold").exists() == bool(seen)
        assert wrong() == []
    finally:
        transaction.savepoint_rollback(point)


def _version(author: User, number: int) -> OfferVersion:
    said = document(name={"da": f"Gåhold {number}"})
    return publishing.add_version(document=said, organisation=house("lemvig"), by=author, at=AT)


def test_check_finds_each_way_a_row_can_differ(as_owner: AsOwner) -> None:
    of_the_house(as_owner, checked_on="2026-02-01")
    assert wrong() == []
    columns = {"stage": "draft", "name_da": "Andet", "phone": "1", "keywords": ["x"], "cost_dkk": 5, "is_demo": True,
               "checked_on": "2026-01-01"}  # fmt: skip
    for column, value in columns.items():
        kept = Offer.objects.filter(code="gaahold").values_list(column, flat=True).get()
        with as_owner():  # the site's login is refused the words and the stage
            Offer.objects.filter(code="gaahold").update(**{column: value})
        assert wrong() == [f"does not follow version 1: {column}."]
        with as_owner():
            Offer.objects.filter(code="gaahold").update(**{column: kept})
    Offer.objects.get(code="gaahold").variants.all().delete()
    assert wrong() == ["does not follow version 1: variants."]


def test_what_has_ended_keeps_the_words_that_were_read(as_owner: AsOwner) -> None:
    """Ideas, plans and letters may name an offer long after: never in words that nobody has read through."""
    author = editor(as_owner, "lemvig")
    shown(author, editor(as_owner, "struer"))
    written(author, name={"da": "Ulæst"})
    with acting_as(as_viewer(author)) as by:
        workshop.retire(offer=Offer.objects.get(code="gaahold"), why="Slut.", by=by, at=AT)
    assert Offer.objects.values_list("name_da", "stage").get(code="gaahold") == ("Gåhold", "retired")
    written(author, name={"da": "Ulæst igen"})
    assert Offer.objects.values_list("name_da", "stage").get(code="gaahold") == ("Gåhold", "draft")
    assert wrong() == []


def test_check_finds_what_was_let_through_at_home(as_owner: AsOwner) -> None:
    """Past the trigger, as somebody with the owner's login could."""
    author, reader = editor(as_owner, "lemvig"), editor(as_owner, "struer")
    shown(author, reader)
    own = partial(offer_let_through_by_another_house, AT)
    assert list(own()) == []
    also_at(as_owner, reader, "lemvig", role="professional", during=DateRange(day_of(AT), None))
    (finding,) = own()
    assert finding.problem == "version 1 was let through in its own house."


def test_check_finds_words_the_search_has_lost(as_owner: AsOwner) -> None:
    of_the_house(as_owner)
    lost = partial(offer_is_found_by_its_words, AT)
    assert list(lost()) == []
    SearchTerm.objects.filter(offer__code="gaahold").first().delete()  # type: ignore[union-attr]
    assert [finding.problem for finding in lost()] == ["the search has other words of it."]
