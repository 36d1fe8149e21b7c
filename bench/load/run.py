"""Everybody at once: start, walk, count, and look whether all is as it should be afterwards."""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Barrier, Lock, Thread
from typing import Any

import psycopg

from bench.load.browser import Asked, Browser, WentWrong
from bench.load.journeys import Citizen, Leader, draw_plans
from sundhedscenter.config.embedded.logins import DATABASE, OWNER, Logins
from tests.site import SUNDHEDSCENTER, RunningSite

CROWD = 10
SETTLE_SECONDS = 180.0


@dataclass
class Tally:
    """What was seen while everybody walked."""

    asked: list[Asked] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def report(self) -> dict[str, Any]:
        """Figures for people and programs; times in milliseconds."""
        taken = [asked.seconds for asked in self.asked]
        return {
            "requests": len(taken),
            "seconds": round(self.seconds, 1),
            "per_second": round(len(taken) / self.seconds, 1),
            **_percentiles(taken),
            "slowest": {page: _percentiles(times) for page, times in _slowest(self.asked)},
            "happened": dict(sorted(self.happened.items())),
            "errors": len(self.wrong),
        }


def _percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return {f"p{cut}_ms": round(cuts[cut - 1] * 1000, 1) for cut in (50, 95, 99)} | {
        "max_ms": round(max(seconds) * 1000, 1)
    }


def _slowest(asked: list[Asked], count: int = 6) -> list[tuple[str, list[float]]]:
    """The pages that kept people waiting longest at the 95th percentile."""
    times: dict[str, list[float]] = {}
    for one in asked:
        times.setdefault(one.page, []).append(one.seconds)
    return sorted(times.items(), key=lambda pair: -_percentiles(pair[1])["p95_ms"])[:count]


def walk_at_once(
    site: RunningSite, *, citizens: int, leaders: int, seed: int, done: Callable[[int], None] = lambda count: None
) -> Tally:
    """Let everybody begin at the same moment and wait for the last. `done` is told of each who has finished."""
    tally, lock = Tally(), Lock()
    plans = draw_plans(citizens, seed, crowd=min(CROWD, max(2, citizens // 4)))
    users = _leaders(site)[:leaders]
    gate = Barrier(len(plans) + len(users) + 1)

    def live(who: Callable[[Browser, Counter[str]], Citizen | Leader]) -> None:
        asked: list[Asked] = []
        happened: Counter[str] = Counter()
        browser = Browser(site.port, asked.append)
        gate.wait()
        wrong = ""
        try:
            who(browser, happened).walk()
        except WentWrong as problem:
            wrong = str(problem)
        finally:
            browser.close()
        with lock:
            tally.asked += asked
            tally.happened += happened
            tally.wrong += [wrong] if wrong else []
            done(1)

    walkers = [Thread(target=live, args=[lambda b, h, plan=plan: Citizen(b, plan, h)]) for plan in plans]
    walkers += [Thread(target=live, args=[lambda b, h, user=user: Leader(b, user, h)]) for user in users]
    for thread in walkers:
        thread.start()
    gate.wait()
    began = time.monotonic()
    for thread in walkers:
        thread.join()
    tally.seconds = time.monotonic() - began
    return tally


def problems_after(site: RunningSite) -> list[str]:
    """Overbooked groups, counts that do not add up, and whatever `sundhedscenter check` finds; empty when all is well."""
    with _owner(site) as connection:
        _settle(connection)
        booked = [
            f"group {code}: {taken} of {most} taken, {counted} counted"
            for code, taken, most, counted in connection.execute(_MISCOUNTED).fetchall()
        ]
    environment = {**os.environ, "SUNDHEDSCENTER_STATE": str(site.state.folder)}
    checked = subprocess.run(
        [SUNDHEDSCENTER, "check", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    found = json.loads(checked.stdout) if checked.stdout.startswith("[") else [checked.stderr[-2000:]]
    return [*booked, *(json.dumps(finding, ensure_ascii=False) for finding in found)]


def _leaders(site: RunningSite) -> list[str]:
    """Demo users who lead a group with people in it, by number; those with most meetings to mark first."""
    with _owner(site) as connection:
        return [str(user) for (user,) in connection.execute(_LEADERS).fetchall()]


def _owner(site: RunningSite) -> psycopg.Connection[Any]:
    """The database as its owner sees it: the truth that pages are held against."""
    password = Logins.of(site.state).owner
    return psycopg.connect(host=str(site.state.data), dbname=DATABASE, user=OWNER, password=password, autocommit=True)


def _settle(connection: psycopg.Connection[Any]) -> None:
    """Until the worker has nothing left to do now."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while (waiting := connection.execute(_WAITING).fetchone()) and waiting[0]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{waiting[0]} jobs are still waiting after {SETTLE_SECONDS:.0f} s.")
        time.sleep(0.2)


_LEADERS = """
SELECT g.leader_id FROM groups_group g JOIN partnership_user u ON u.id = g.leader_id AND u.is_demo
WHERE g.taken > 0 AND g.cancelled_at IS NULL AND u.username NOT LIKE 'demo-holdleder-%'
GROUP BY g.leader_id ORDER BY count(*) DESC, g.leader_id
"""
_WAITING = """
SELECT count(*) FROM procrastinate_jobs
WHERE status = 'doing' OR status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
"""
_MISCOUNTED = """
SELECT code, taken, size_max, counted FROM (
    SELECT g.code, g.taken, g.size_max,
           (SELECT count(*) FROM groups_seat s WHERE s.group_id = g.id AND s.released_at IS NULL)
           + (SELECT count(*) FROM groups_seatoffer o WHERE o.group_id = g.id AND o.ended_at IS NULL) AS counted
    FROM groups_group g) AS every
WHERE taken > size_max OR taken <> counted ORDER BY code
"""
