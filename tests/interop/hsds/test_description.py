"""The OpenAPI document says what is done: called as it allows, and as it forbids, every answer is one it names."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.interop.hsds.endpoints import END_POINTS
from tests.interop.hsds.conftest import Read
from tests.interop.hsds.rows import group, offer
from tests.people import AT, AsOwner

pytestmark = pytest.mark.django_db
type Clock = time_machine.Traveller
MODES = {"as allowed": GenerationMode.POSITIVE, "as forbidden": GenerationMode.NEGATIVE}
EXAMPLES, MANY = 15, 120
PLAIN = {"Accept-Encoding": "identity"}  # the test calls the application itself, and unpacks nothing


@pytest.fixture
def same_connection() -> Iterator[None]:
    """Requests stay in the test's own transaction, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(small: Clock, as_owner: AsOwner, same_connection: None) -> BaseSchema:
    """The document as the running application gives it, called in this process."""
    with as_owner():
        offer("to", municipalities=["0665"])
        group("V1", after=AT)
    return schemathesis.openapi.from_wsgi("/openreferral/openapi.json", get_wsgi_application())


def operations(schema: BaseSchema) -> Iterator[APIOperation]:
    return (result.ok() for result in schema.get_all_operations())


def call(operation: APIOperation, mode: GenerationMode, examples: int) -> set[int]:
    """The status codes of so many calls; the same ones in every run. Fails on any answer that is not described."""
    seen = set()

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        if mode == GenerationMode.POSITIVE and "proximity" in (case.query or {}):
            case.query.setdefault("postcode", "7620")  # what OpenAPI cannot say: the two go together
        seen.add(case.call_and_validate(headers=PLAIN).status_code)

    one()
    return seen


def called(schema: BaseSchema, mode: GenerationMode, examples: int) -> dict[str, set[int]]:
    """Every operation; where nothing can be sent, nothing can be forbidden."""
    wanted = [found for found in operations(schema) if mode == GenerationMode.POSITIVE or found.path != "/"]
    return {operation.path: call(operation, mode, examples) for operation in wanted}


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(MODES))
def test_answers_are_those_that_are_described(described: BaseSchema, mode: str) -> None:
    seen = called(described, MODES[mode], EXAMPLES)
    assert set(seen) | {"/"} == {f"/{point.path}" for point in END_POINTS}
    if mode == "as allowed":
        assert all(codes <= {200, 404} for codes in seen.values())
        assert 200 in seen["/services"]
    else:
        assert all(codes & {400, 404} for codes in seen.values())


@pytest.mark.long
@pytest.mark.parametrize("mode", list(MODES))
def test_many_answers_are_those_that_are_described(described: BaseSchema, mode: str) -> None:
    called(described, MODES[mode], MANY)


def test_the_document_is_openapi_and_names_every_parameter(small: Clock, read: Read) -> None:
    found = read("openapi.json")
    assert found["openapi"] == "3.1.0"
    assert found["servers"] == [{"url": "http://testserver/openreferral"}]
    assert found["info"]["license"]["name"] == "CC BY 4.0"
    for point in END_POINTS:
        told = found["paths"][f"/{point.path}"]["get"]
        assert [parameter["name"] for parameter in told["parameters"]] == [p.name for p in point.parameters]
        assert told["operationId"] == point.operation
    for schema in found["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.reference
def test_every_path_and_parameter_of_the_standard_is_there(small: Clock, read: Read, reference: Path) -> None:
    published = json.loads((reference / "standards/open-referral-hsds/schema/openapi.json").read_text())
    ours = read("openapi.json")["paths"]
    assert set(ours) == set(published["paths"])
    for path, item in published["paths"].items():
        wanted = {p.get("name") or p["$ref"].rpartition("/")[2] for p in item["get"].get("parameters", [])}
        assert wanted <= {parameter["name"] for parameter in ours[path]["get"]["parameters"]}


@pytest.mark.slow
def test_an_answer_that_is_not_described_would_fail(described: BaseSchema, as_owner: AsOwner) -> None:
    """The checks see the difference: a service whose name is gone from the description is refused."""
    raw: Any = described.raw_schema
    raw["components"]["schemas"]["Service"]["properties"]["name"] = {"type": "integer"}
    narrowed = schemathesis.openapi.from_dict(raw)
    narrowed.app = described.app
    record = next(found for found in operations(narrowed) if found.path == "/services/{id}")
    number = str(Offer.objects.get(code="to").hsds_id)
    case = record.Case(path_parameters={"id": number})
    with pytest.raises(FailureGroup, match="Response violates schema"):
        case.call_and_validate(headers=PLAIN)
