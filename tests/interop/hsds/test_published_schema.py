"""Every answer, held against the schema that Open Referral publishes: one by one, and the compiled one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from sundhedscenter.catalogue.models import Offer, Place
from tests.interop.hsds.conftest import Read
from tests.interop.hsds.rows import group
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db, pytest.mark.reference, pytest.mark.slow]
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
# Ours beside the 3.0 schema: from the 3.1 draft, and what the compiled examples and the API nest.
BEYOND_3_0 = {
    "service": {"capacities", "additional_urls"},
    "organization": {"services"},
    "service_at_location": {"service"},
}


@pytest.fixture(scope="module")
def standard() -> Path:
    from tests.reference_plugin import reference_folder  # the folder is there when the marker lets the test run

    folder = reference_folder()
    assert folder is not None
    return folder / "standards" / "open-referral-hsds"


def validators(folder: Path) -> dict[str, Draft202012Validator]:
    """A validator for each file of a folder of schemas; they name one another by file."""
    schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json") if path.name != "openapi.json"}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT202012)) for name, schema in schemas.items()
    )
    checker = FormatChecker()
    return {
        name.removesuffix(".json"): Draft202012Validator(schema, registry=registry, format_checker=checker)
        for name, schema in schemas.items()
    }


@pytest.fixture
def full(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    """The whole catalogue of `content/`, with a group on video and one at a place."""
    with as_owner():
        place = Offer.objects.get(code="grundhold").places.order_by("code").first()
        assert isinstance(place, Place)
        track = Offer.objects.get(code="grundhold").track
        group("V1", after=AT, track=track)
        group("S1", after=AT, track=track, place=place)


def pages(read: Read, path: str, **sent: str) -> Iterator[Any]:
    """Every page of a list."""
    number = 1
    while not (page := read(path, page=str(number), per_page="40", **sent))["empty"]:
        yield page
        number += 1


def faults(validator: Draft202012Validator, found: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)]


@pytest.mark.parametrize("sent", [{}, {"full": "true"}])
@pytest.mark.parametrize("path", list(LISTS))
def test_every_page_of_every_list_is_valid(
    full: None, read: Read, standard: Path, path: str, sent: dict[str, str]
) -> None:
    if sent and path.startswith("taxonom"):
        sent = {"search": "e"}
    validator = validators(standard / "schema")[LISTS[path]]
    published = json.loads((standard / "schema" / "openapi.json").read_text())["components"]["schemas"]["Page"]
    seen = 0
    for page in pages(read, path, **sent):
        assert faults(Draft202012Validator({**published, "required": list(published["properties"])}), page) == []
        for row in page["contents"]:
            assert faults(validator, row) == []
            assert set(row) - set(validator.schema["properties"]) <= BEYOND_3_0.get(LISTS[path], set())
            seen += 1
        total = page["total_items"]
    assert seen == total > 0


def test_every_record_is_valid_and_so_is_the_compiled_whole(full: None, read: Read, standard: Path) -> None:
    known = validators(standard / "schema")
    whole = json.loads((standard / "schema" / "compiled" / "service_with_definitions.json").read_text())
    compiled = Draft202012Validator(whole, format_checker=FormatChecker())
    for path, kind in LISTS.items():
        for row in read(path, per_page="5")["contents"]:
            assert faults(known[kind], read(f"{path}/{row['id']}")) == []
    for page in pages(read, "services", full="true"):
        for row in page["contents"]:
            assert faults(compiled, row) == []
    for row in read("services", minimal="true")["contents"]:
        assert faults(known["service"], row) == []


def test_free_seats_are_those_of_the_draft_of_3_1(full: None, read: Read, standard: Path) -> None:
    """The draft's folder holds the five files that differ from 3.0: a capacity needs no other."""
    draft = validators(standard / "schema-3.1-dev")
    service = read(f"services/{Offer.objects.get(code='grundhold').hsds_id}")
    assert len(service["capacities"]) == 2
    for capacity in service["capacities"]:
        assert faults(draft["service_capacity"], capacity) == []
    assert "capacities" in draft["service"].schema["properties"]
    assert "capacities" not in validators(standard / "schema")["service"].schema["properties"]


def test_a_wrong_answer_would_be_found(full: None, read: Read, standard: Path) -> None:
    validator = validators(standard / "schema")["service"]
    found = read(f"services/{Offer.objects.get(code='grundhold').hsds_id}")
    assert faults(validator, found) == []
    assert faults(validator, {**found, "status": "running"})
    assert faults(validator, {**found, "id": 7})
    found["service_at_locations"][0]["location"]["addresses"][0].pop("postal_code")
    assert faults(validator, found)


def test_answers_have_the_form_of_the_published_examples(full: None, read: Read, standard: Path) -> None:
    """Each field that we fill has the JSON type of the example, all the way down."""
    example = json.loads((standard / "examples" / "service_full.json").read_text())
    ours = read(f"services/{Offer.objects.get(code='grundhold').hsds_id}")
    assert different(ours, example) == []
    base = json.loads((standard / "examples" / "base.json").read_text())
    assert set(read("")) == set(base)
    assert read("")["version"] == base["version"]


def different(ours: Any, theirs: Any, at: str = "$") -> list[str]:
    if isinstance(ours, list) and isinstance(theirs, list):
        return [fault for row in ours if theirs for fault in different(row, theirs[0], f"{at}[]")]
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [
            fault for key in ours.keys() & theirs.keys() for fault in different(ours[key], theirs[key], f"{at}.{key}")
        ]
    numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
    return [] if numbers or type(ours) is type(theirs) else [f"{at}: {ours!r} for {theirs!r}"]
