"""What leaves by the open interface comes in by the import, in a house where it is not yet, and says the same."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.catalogue.importing import here, writing
from sundhedscenter.catalogue.importing.reading import read_offers
from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.publishing import hsds_id_of
from sundhedscenter.catalogue.vocabulary import Area, Form, Topic, WayIn
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import FULL_MASK
from tests.catalogue.offers import document, of_the_house
from tests.interop.hsds.conftest import Read
from tests.people import AT, AsOwner

SAME = (
    "organisation", "area", "topics", "places", "languages", "municipalities", "ways_in", "min_age", "max_age", "phone",
    "email", "checked_on", "slot_mask",
)  # fmt: skip
DANISH = ("name", "summary", "for_whom", "happens", "times", "join")
TODAY = AT.date()


def words(low: int, high: int) -> st.SearchStrategy[str]:
    word = st.text("abcdefghijklmnopqrstuvwxyzæøåÆØÅéü-.,()=0123456789", min_size=2, max_size=9)
    return st.lists(word, min_size=low, max_size=high).map(" ".join)


DOCUMENTS = st.fixed_dictionaries(
    {
        "name": words(1, 5).map(lambda text: {"da": text}),
        "summary": words(1, 20).map(lambda text: {"da": text}),
        "happens": st.lists(words(1, 6), max_size=3).map(lambda parts: {"da": "\n\n".join(parts)}),
        "for_whom": words(0, 9).map(lambda text: {"da": text}),
        "join": words(1, 9).map(lambda text: {"da": text}),
        "area": st.sampled_from(Area.values),
        "topics": st.lists(st.sampled_from(Topic.values), unique=True, max_size=4),
        "places": st.sampled_from([[], ["lemvig-hus"]]),
        "variants": st.lists(
            st.fixed_dictionaries(
                {
                    "form": st.sampled_from(Form.values),
                    "minutes": st.integers(1, 300),
                    "cost_dkk": st.integers(0, 9000),
                }
            ),
            min_size=1,
            unique_by=lambda variant: variant["form"],
        ),
        "slot_mask": st.just(0) | st.integers(1, FULL_MASK),
        "languages": st.lists(st.sampled_from(["da", "en", "ar", "uk", "so"]), min_size=1, unique=True),
        "municipalities": st.lists(st.sampled_from(["0671", "0661", "0665"]), unique=True),
        "ways_in": st.lists(st.sampled_from(WayIn.values), min_size=1, unique=True),
        "min_age": st.none() | st.integers(0, 60),
        "max_age": st.none() | st.integers(60, 120),
        "phone": st.sampled_from(["", "97 84 00 00", "+45 97840000"]),
        "email": st.sampled_from(["", "hold@example.org"]),
        "website": st.sampled_from(["", "https://example.org/hold?a=1&b=2"]),
        "checked_on": st.none() | st.dates(date(2024, 1, 1), TODAY).map(date.isoformat),
    }
)  # fmt: skip


def assert_same(brought: Document, own: Document) -> None:
    assert {field: getattr(brought, field) for field in SAME} == {field: getattr(own, field) for field in SAME}
    forms = [sorted(said.variants, key=lambda variant: variant.form) for said in (brought, own)]
    assert forms[0] == forms[1]
    assert brought.website == own.website or brought.website.endswith(f"/tilbud/{own.code}/")  # the page it came from
    for field in DANISH:
        said = getattr(own, field).da
        if field == "times" and not said:
            continue  # the interface gives weekly times in words of its own
        assert getattr(brought, field).da == said


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=DOCUMENTS)
@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_any_offer_comes_in_as_it_left(as_owner: AsOwner, read: Read, tmp_path: Path, said: dict[str, Any]) -> None:
    times = {"times": {"da": "Efter aftale om dagen"}} if said["slot_mask"] else {}
    point = transaction.savepoint_create()
    of_the_house(as_owner, code="rundtur", **said, **times)
    own = document(code="rundtur", **said, **times)
    answer = read(f"services/{hsds_id_of('rundtur')}")
    transaction.savepoint_rollback(point)
    file = tmp_path / "svar.json"
    file.write_text(json.dumps(answer))
    reading = read_offers(file, areas=here.postal_areas(), today=TODAY)
    assert (reading.telling.mistakes, reading.telling.notes) == ([], [])
    (step,) = writing.compare(reading, source="andre").steps
    assert step.document is not None
    assert_same(step.document, own)


@pytest.mark.usefixtures("small")
def test_pages_come_in_where_nothing_is_and_change_nothing_where_it_is(
    as_owner: AsOwner, read: Read, tmp_path: Path
) -> None:
    codes = [f"tur-{number}" for number in range(3)]
    own = {code: document(code=code, name={"da": f"Tur {code}"}, places=["lemvig-hus"]) for code in codes}
    point = transaction.savepoint_create()
    for code, said in own.items():
        of_the_house(as_owner, code=code, name={"da": said.name.da}, places=["lemvig-hus"])
    pages = [read("services", full="true", page=str(page), per_page="2") for page in (1, 2)]
    files = []
    for number, page in enumerate(pages):
        files.append(tmp_path / f"side-{number}.json")
        files[-1].write_text(json.dumps(page))

    def bring(at_hours: int) -> list[writing.Outcome]:
        readings = [read_offers(file, areas=here.postal_areas(), today=TODAY) for file in files]
        with acting_as(system("import")) as viewer:
            at = AT + timedelta(hours=at_hours)
            return [writing.bring_in(reading, source="andre", by=viewer, at=at) for reading in readings]

    where_they_are = bring(1)
    assert sorted(code for outcome in where_they_are for code in outcome.plan.codes("own")) == ["grundhold", *codes]
    assert not Offer.objects.filter(origin="import").exists()
    transaction.savepoint_rollback(point)

    first = bring(2)
    brought = Offer.objects.filter(origin="import").order_by("origin_key")
    assert sorted(brought.values_list("name_da", flat=True)) == [said.name.da for said in own.values()]
    for offer in brought:
        stored = Document.model_validate(offer.versions.get().document)
        assert_same(stored, own[offer.name_da.removeprefix("Tur ")])
        assert (stored.organisation, stored.places) == ("lemvig", ["lemvig-hus"])
    assert [outcome.organisations + outcome.places for outcome in first] == [[], []]
    assert all(not outcome.drafts for outcome in bring(3))
