"""Fifty citizens click on the last seat at the same moment, each in a browser of their own, against a whole site.

Given a group that several municipalities share, with one seat left,
when fifty who have just logged in say yes to it at once,
then exactly one sits there, forty-nine are shown the next best way to begin, and nobody sees an error page.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from sundhedscenter.config.embedded.logins import DATABASE, OWNER, Logins
from tests.chaos.visitor import ANSWERS, CARD, Answer, Visitor
from tests.site import RunningSite

pytestmark = pytest.mark.slow
CITIZENS = 50
CONTACT = {"full_name": "Test Borger", "phone": ""}


@pytest.fixture
def owner(running_site: RunningSite) -> Iterator[psycopg.Connection[Any]]:
    """The database as its owner sees it: the truth that pages are held against."""
    state = running_site.state
    password = Logins.of(state).owner
    with psycopg.connect(
        host=str(state.data), dbname=DATABASE, user=OWNER, password=password, autocommit=True
    ) as connection:
        yield connection


def talks(visitor: Visitor) -> str:
    """The whole conversation. Returns the first group among the proposals."""
    visitor.post("/klar/", {}, page="/")
    for step, answers in ANSWERS:
        assert visitor.post(f"/klar/{step}/", answers, page=f"/klar/{step}/").status == 302
    return next(key for key in CARD.findall(visitor.get("/klar/forslag/").text) if key.startswith("group:"))


def as_talked(visitor: Visitor, scout: Visitor, key: str, owner: psycopg.Connection[Any]) -> None:
    """Give the visitor a conversation of their own with the scout's answers, and a cookie for it."""
    cookie = secrets.token_urlsafe(32)
    owner.execute(
        "INSERT INTO intake_draft (id, key_hash, created_at, expires_at, language, answers, chosen)"
        " SELECT %s, %s, created_at, expires_at, language, answers, %s FROM intake_draft WHERE key_hash = %s",
        [uuid.uuid4(), _hash(cookie), json.dumps({"key": key}), _hash(scout.cookies["kladde"])],
    )
    visitor.cookies["kladde"] = cookie


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def test_fifty_citizens_reach_for_the_last_seat(running_site: RunningSite, owner: psycopg.Connection[Any]) -> None:
    scout = Visitor(running_site.port, "scout@example.org")
    key = talks(scout)
    group = key.partition(":")[2]
    sizes = owner.execute("SELECT size_max, size_ideal, taken FROM groups_group WHERE id = %s", [group]).fetchone()
    assert sizes is not None
    owner.execute(
        "UPDATE groups_group SET size_max = taken + 1, size_ideal = least(size_ideal, taken + 1) WHERE id = %s", [group]
    )
    gate = Barrier(CITIZENS)
    visitors = [Visitor(running_site.port, f"citizen-{n}@example.org") for n in range(CITIZENS)]
    for visitor in visitors:
        as_talked(visitor, scout, key, owner)

    def reach(visitor: Visitor) -> Answer:
        visitor.post("/log-ind/", {"new": "1", "next": "/klar/bekraeft/"}, page="/log-ind/")
        visitor.on_write = gate.wait
        form = {**CONTACT, "key": key, "email": visitor.email}
        return visitor.post("/klar/bekraeft/", form, page="/klar/bekraeft/")

    with ThreadPoolExecutor(CITIZENS) as pool:
        answers = list(pool.map(reach, visitors))

    assert [visitor.repeated for visitor in visitors] == [0] * CITIZENS  # no error, and no answer left out
    won = [answer for answer in answers if answer.location == "/min-vej/velkommen/"]
    lost = [answer for answer in answers if answer.status == 200]
    assert (len(won), len(lost)) == (1, CITIZENS - 1)
    for answer in lost:
        assert "Pladsen er lige blevet taget" in answer.text
        offered = CARD.findall(answer.text)
        assert offered
        assert key not in offered

    emails = [visitor.email for visitor in visitors]
    assert (
        _one(owner, "SELECT count(*) FROM groups_seat WHERE group_id = %s AND released_at IS NULL", group)
        == sizes[2] + 1
    )
    assert _one(owner, "SELECT taken FROM groups_group WHERE id = %s", group) == sizes[2] + 1
    assert _one(owner, "SELECT count(*) FROM citizens_contact WHERE email = ANY(%s)", emails) == 1
    winner = "SELECT citizen_id FROM citizens_contact WHERE email = ANY(%s)"
    assert _one(owner, f"SELECT count(*) FROM groups_seat WHERE citizen_id IN ({winner})", emails) == 1

    loser = visitors[answers.index(lost[0])]
    loser.on_write = lambda: None
    best = CARD.findall(lost[0].text)[0]
    again = loser.post("/klar/bekraeft/", {**CONTACT, "key": best, "email": loser.email}, page="/klar/bekraeft/")
    assert again.location == "/min-vej/velkommen/"  # one more click on what was shown, and they have a place
    owner.execute("UPDATE groups_group SET size_max = %s, size_ideal = %s WHERE id = %s", [sizes[0], sizes[1], group])


def _one(owner: psycopg.Connection[Any], query: Any, *values: Any) -> Any:
    row = owner.execute(query, values).fetchone()
    assert row is not None
    return row[0]
