"""CPU per request: rounds in which the servers take turns, each request by somebody who was not there before."""

import gzip
import http.client
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

from bench.servers import Server, cpu_seconds

AT_ONCE = 4
ASKS = {
    "Accept-Encoding": "gzip"
}  # as every browser does; our answers cost the compression too, the reference's do not


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of one server. `visitors` gives the cookies of the next visitor."""

    server: Server
    address: str
    visitors: Iterator[str]
    sign: str
    requests: int


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds per request."""

    web: float
    database: float


@dataclass(frozen=True, slots=True)
class Result:
    """Medians over the rounds. A round's ratio compares with the reference of the same round."""

    web: float
    database: float
    reference: float
    reference_database: float
    ratio: float


def compare(
    page: Asked, reference: Asked, *, database: int, rounds: int, done: Callable[[int], None] = lambda count: None
) -> Result:
    """`database` is the process id of the server that both use; `done` is told of each round."""
    for asked in (page, reference):
        _ask(asked)  # templates are compiled and connections opened before anything is counted
    pairs = []
    for _ in range(rounds):
        pairs.append((_cost(page, database), _cost(reference, database)))
        done(1)
    return Result(
        web=median(cost.web for cost, _ in pairs),
        database=median(cost.database for cost, _ in pairs),
        reference=median(cost.web for _, cost in pairs),
        reference_database=median(cost.database for _, cost in pairs),
        ratio=median(cost.web / stock.web for cost, stock in pairs),
    )


def _cost(asked: Asked, database: int) -> Cost:
    before = cpu_seconds(asked.server.pid), cpu_seconds(database)
    _ask(asked)
    after = cpu_seconds(asked.server.pid), cpu_seconds(database)
    web, below = ((late - early) * 1000 / asked.requests for early, late in zip(before, after, strict=True))
    return Cost(web, below)


def _ask(asked: Asked) -> None:
    cookies = [next(asked.visitors) for _ in range(asked.requests)]
    shares = [cookies[start::AT_ONCE] for start in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for share in [pool.submit(_one_line, asked, share) for share in shares]:
            share.result()


def _one_line(asked: Asked, cookies: Sequence[str]) -> None:
    line = http.client.HTTPConnection("localhost", asked.server.port, timeout=30)
    try:
        for cookie in cookies:
            line.request("GET", asked.address, headers=ASKS | ({"Cookie": cookie} if cookie else {}))
            answer = line.getresponse()
            body = answer.read()
            if answer.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            if answer.status != http.client.OK or asked.sign.encode() not in body:
                raise RuntimeError(f"{asked.address} answered {answer.status} without '{asked.sign}': {body[:300]!r}")
    finally:
        line.close()
