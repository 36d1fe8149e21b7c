"""A small catalogue with a clock that stands still, and a stranger who reads open data."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from tests.people import AT

type Get = Callable[..., HttpResponse]
type Read = Callable[..., Any]


@pytest.fixture
def small(catalogue: None) -> Iterator[time_machine.Traveller]:
    """The one offer of tests/small_catalogue.py; the clock stands at `AT`, a Monday."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def get() -> Get:
    """`get("services", full="true")`: the answer below /openreferral/."""

    def ask(path: str = "", **sent: str) -> HttpResponse:
        return Client().get(f"/openreferral/{path}", sent)

    return ask


@pytest.fixture
def read(get: Get) -> Read:
    """As `get`: the JSON of an answer that must be 200."""

    def ask(path: str = "", **sent: str) -> Any:
        response = get(path, **sent)
        assert response.status_code == 200, response.content
        return response.json()  # type: ignore[attr-defined]

    return ask
