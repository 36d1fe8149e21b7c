"""Every page that shows a citizen costs the log exactly one statement, whoever looks and however many stand on it."""

from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.walls.conftest import SECRETS, World
from tests.walls.test_urls import addresses, filled, text

pytestmark = pytest.mark.slow
INSERT = "INSERT INTO core_accessline"
# The calendar file shows a time and a place to whoever has its address.
NO_LOG_IN = {"interop:seat_calendar"}


@pytest.mark.parametrize("who", ["her own", "her municipality", "the leader of her group"])
def test_each_page_that_shows_her_writes_to_the_log_once(world: World, who: str) -> None:
    user = {
        "her own": world.foreign.user,
        "her municipality": world.struer,
        "the leader of her group": world.leader,
    }[who]
    shown, silent, often = [], [], []
    for name, pattern in addresses():
        if name in NO_LOG_IN:
            continue
        reset_queries()
        client: Any = Client(raise_request_exception=False)
        client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get(reverse(name, kwargs=filled(world, pattern))))
        inserts = sum(INSERT in query["sql"] for query in queries)
        if any(secret in page for secret in SECRETS):
            shown.append(name)
            if inserts == 0:
                silent.append(name)
        if inserts > 1:
            often.append(name)
    assert len(shown) >= 3
    assert (silent, often) == ([], [])
