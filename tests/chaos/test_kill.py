"""kill -9 of web server, worker, database, supervisor and mail server in turn, while citizens accept places.

Given a whole site with its worker and a real mail server,
when its parts are killed while citizens write over HTTP,
then every acknowledged row is there, whole acts or none, and every confirmation leaves exactly once.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest
from psycopg.rows import dict_row

from sundhedscenter.config.embedded.logins import DATABASE, OWNER, Logins
from tests.chaos.visitor import ANSWERS, Visitor
from tests.core.mail_server import DIE_AFTER_KEEPING, DIE_BEFORE_KEEPING, MailServer
from tests.site import Part, RunningSite, start_site

PARTS: tuple[Part, ...] = get_args(Part)
VISITORS = 3
WRITES = VISITORS * (len(ANSWERS) + 4)  # begin, the answers, choose, log in, say yes
WRITE_SECONDS = 60.0
POST_SECONDS = 240.0  # an unlucky message meets several deaths of the mail server, and waits longer each time
# A killed worker's jobs are taken over after this silence; 30 s in production.
PATIENCE = "2"


class Postmaster:
    """Starts the mail server again whenever it dies."""

    def __init__(self, server: MailServer) -> None:
        self.server = server.start()
        self.deaths = 0
        self._closing = False
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while True:
            self.server.wait_until_dead(None)
            if self._closing:
                return
            self.deaths += 1
            self.server.start()

    def close(self) -> None:
        self._closing = True
        self.server.kill()
        self._thread.join()


class Moment:
    """The round's nth write is about to be sent."""

    def __init__(self, nth: int) -> None:
        self.nth = nth
        self._writes = 0
        self._lock = threading.Lock()
        self._come = threading.Event()

    def on_write(self) -> None:
        with self._lock:
            self._writes += 1
            if self._writes >= self.nth:
                self._come.set()

    def wait(self) -> None:
        assert self._come.wait(WRITE_SECONDS), f"only {self._writes} writes, {self.nth} were expected"


@pytest.fixture
def postmaster(tmp_path: Path) -> Iterator[Postmaster]:
    found = Postmaster(MailServer(tmp_path / "mail"))
    yield found
    found.close()


@pytest.fixture
def site(postmaster: Postmaster, state_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSite]:
    monkeypatch.setenv("SUNDHEDSCENTER_SMTP_URL", postmaster.server.url)
    monkeypatch.setenv("SUNDHEDSCENTER_WORKER_PATIENCE", PATIENCE)
    found = start_site(state_folder, durable=True)
    yield found
    assert found.stop() == 0


def play(site: RunningSite, postmaster: Postmaster, *, rounds: int, seed: int) -> list[str]:
    """The addresses of the citizens whose yes was acknowledged: all of them, for they do not give up."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for number in range(rounds):
        part, moment = PARTS[number % len(PARTS)], Moment(nth=chance.randint(1, WRITES))
        postmaster.server.order((DIE_AFTER_KEEPING, DIE_BEFORE_KEEPING)[number % 2])
        visitors = [Visitor(site.port, f"kaos-{number}-{n}@example.org", moment.on_write) for n in range(VISITORS)]
        with ThreadPoolExecutor(VISITORS) as pool:
            places = pool.map(Visitor.accept_a_place, visitors)
            moment.wait()
            site.kill(part)
            if part == "supervisor":
                site.start_again()
            site.wait_until_well()
            assert all(places)
        acknowledged += [visitor.email for visitor in visitors]
    return acknowledged


def rows(site: RunningSite, sql: str, *values: Any) -> list[dict[str, Any]]:
    """What the tables' owner reads, past row-level security."""
    with psycopg.connect(
        host=str(site.state.data),
        dbname=DATABASE,
        user=OWNER,
        password=Logins.of(site.state).owner,
        row_factory=dict_row,
    ) as line:
        return line.execute(sql, values).fetchall()


def wait_for_the_post(site: RunningSite) -> None:
    """Until nothing is left to send."""
    deadline = time.monotonic() + POST_SECONDS
    while left := rows(
        site,
        "SELECT id, attempts, last_error, frozen_at FROM core_outboxmessage WHERE sent_at IS NULL AND ended_at IS NULL"
        " AND coalesce(not_before, now()) <= now()",
    ):
        assert time.monotonic() < deadline, f"still to be sent: {left[:5]}"
        time.sleep(0.1)


def check_rows(site: RunningSite, acknowledged: list[str]) -> None:
    """Each acknowledged citizen has one pathway and one place, with audit and message: whole acts, done once."""
    found = rows(
        site,
        """
        SELECT contact.email,
               count(DISTINCT contact.citizen_id) AS citizens,
               (SELECT count(*) FROM pathways_pathway p WHERE p.citizen_id = min(contact.citizen_id::text)::uuid) AS pathways,
               (SELECT count(*) FROM groups_seat s
                 WHERE s.citizen_id = min(contact.citizen_id::text)::uuid AND s.released_at IS NULL)
               + (SELECT count(*) FROM groups_waitingplace w
                   WHERE w.citizen_id = min(contact.citizen_id::text)::uuid AND w.ended_at IS NULL) AS places,
               (SELECT count(*) FROM core_auditentry a
                 WHERE a.subject_id = min(contact.citizen_id::text)::uuid
                   AND a.target_kind = 'pathways.pathway') AS audited,
               (SELECT count(*) FROM core_outboxmessage m
                 WHERE m.recipient = contact.email
                   AND m.kind IN ('seat_confirmed', 'waiting_confirmed', 'group_formed')) > 0 AS told
          FROM citizens_contact contact
         WHERE contact.email LIKE 'kaos-%%'
         GROUP BY contact.email
        """,
    )
    assert {row["email"] for row in found} == set(acknowledged)
    odd = [
        row
        for row in found
        if (row["citizens"], row["pathways"], row["places"], row["audited"], row["told"]) != (1, 1, 1, 1, True)
    ]
    assert odd == []
    lost = rows(
        site,
        "SELECT p.id FROM pathways_pathway p WHERE NOT EXISTS"
        " (SELECT FROM core_auditentry a WHERE a.target_id = p.id::text AND a.target_kind = 'pathways.pathway')",
    )
    assert lost == []


def check_post(site: RunningSite, server: MailServer) -> None:
    """Message by message: what the outbox says was sent, the server has; every copy is the same message."""
    outbox = rows(
        site,
        "SELECT message_id, recipient, frozen_bytes FROM core_outboxmessage WHERE channel = 'email' AND sent_at IS NOT NULL",
    )
    assert set(server.copies()) == {row["message_id"] for row in outbox}
    bytes_of = {row["message_id"]: bytes(row["frozen_bytes"]) for row in outbox}
    for message, kept in zip(server.messages(), server.kept(), strict=True):
        assert kept == bytes_of[message["Message-ID"]]
    told = Counter(
        (row["recipient"], row["frozen_bytes"].split(b"\r\nSubject: ")[1].split(b"\r\n")[0]) for row in outbox
    )
    twice = [key for key, times in told.items() if times > 1 and key[0].startswith("kaos-")]
    assert twice == []


def survives(site: RunningSite, postmaster: Postmaster, *, rounds: int, seed: int) -> None:
    acknowledged = play(site, postmaster, rounds=rounds, seed=seed)
    assert len(acknowledged) == rounds * VISITORS
    wait_for_the_post(site)
    check_rows(site, acknowledged)
    check_post(site, postmaster.server)
    assert postmaster.deaths >= min(rounds, 2)


@pytest.mark.slow
@pytest.mark.chaos
def test_nothing_is_lost_when_each_part_is_killed_once(site: RunningSite, postmaster: Postmaster) -> None:
    survives(site, postmaster, rounds=len(PARTS), seed=2027)


@pytest.mark.long
@pytest.mark.chaos
def test_nothing_is_lost_in_twenty_rounds(site: RunningSite, postmaster: Postmaster) -> None:
    survives(site, postmaster, rounds=20, seed=661)
