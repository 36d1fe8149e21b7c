"""A citizen on a computer: real HTTP, cookies and forms, patient when the site does not answer.

Each request that changes something is sent again until the site has answered it; what it answered is acknowledged.
"""

import http.client
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlencode

PATIENCE_SECONDS: Final = 90.0
PAUSE_SECONDS: Final = 0.05
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CARD = re.compile(r'name="key" value="((?:group|waiting):[^"]+)"')
EVERY_PART = [("part", f"{day}-{part}") for day in range(7) for part in ("am", "pm", "evening")]
ANSWERS: Final[tuple[tuple[str, list[tuple[str, str]]], ...]] = (
    ("sted", [("postal_code", "7620")]),
    ("maal", [("goal", "Jeg vil gå en tur på Ærø.")]),
    ("emne", [("topic", "kol")]),
    ("tid", [("time", "ok")]),
    ("afstand", [("distance", "far")]),
    ("penge", [("money", "ok")]),
    ("krop", [("body", "ok")]),
    ("digital", [("digital", "alone")]),
    ("uge", EVERY_PART),
    ("lineal", [("importance", "9"), ("confidence", "7"), ("readiness", "10")]),
)


class NotAnswered(Exception):
    """No answer, or one that says the site could not do it now."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    @property
    def token(self) -> str:
        found = TOKEN.search(self.text)
        assert found, f"there is no form on the page:\n{self.text[:500]}"
        return found[1]


@dataclass
class Visitor:
    """One citizen, known by their e-mail address. `on_write` is called just before each request that writes."""

    port: int
    email: str
    on_write: Callable[[], None] = lambda: None
    cookies: dict[str, str] = field(default_factory=dict)
    repeated: int = 0

    def accept_a_place(self) -> str:
        """From "Jeg er klar nu" to an acknowledged place. Returns the key of the card."""
        self.post("/klar/", {}, page="/")
        for step, answers in ANSWERS:
            asked = self.post(f"/klar/{step}/", answers, page=f"/klar/{step}/")
            assert asked.status == http.client.FOUND, f"{step}: {asked.status}\n{asked.text[:2000]}"
        for _ in range(20):
            key = self._first_card()
            self.post("/klar/vaelg/", {"key": key}, page="/klar/forslag/")
            if "log-ind" in self.get("/klar/bekraeft/").location:
                self.post("/log-ind/", {"new": "1", "next": "/klar/bekraeft/"}, page="/log-ind/")
            contact = {"key": key, "full_name": "Kaos Prøve", "phone": "", "email": self.email}
            said_yes = self.post("/klar/bekraeft/", contact, page="/klar/bekraeft/")
            if said_yes.location in ("/min-vej/velkommen/", "/min-vej/"):
                return key
        raise AssertionError(f"{self.email} found no place")

    def _first_card(self) -> str:
        page = self.get("/klar/forslag/")
        assert page.status == http.client.OK, f"an acknowledged answer is missing: sent on to {page.location}"
        found = CARD.search(page.text)
        assert found, f"no card with a place:\n{page.text[:3000]}"
        return found[1]

    def get(self, path: str) -> Answer:
        return self._patiently(lambda: self._ask("GET", path))

    def post(self, path: str, data: Mapping[str, str] | list[tuple[str, str]], *, page: str) -> Answer:
        """Send the form of `page` to `path`, again and again until it is answered."""
        fields = list(data.items()) if isinstance(data, Mapping) else data

        def send() -> Answer:
            form = self._ask("GET", page)
            if form.status == http.client.FOUND:
                return form  # a sending whose answer was lost has led on from this page
            self.on_write()
            return self._ask("POST", path, [("csrfmiddlewaretoken", form.token), *fields])

        return self._patiently(send)

    def _patiently(self, send: Callable[[], Answer]) -> Answer:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return send()
            except NotAnswered as problem:
                assert time.monotonic() < deadline, f"{self.email}: {problem}"
                self.repeated += 1
                time.sleep(PAUSE_SECONDS)

    def _ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request(method, path, None if fields is None else urlencode(fields), headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NotAnswered(f"{method} {path}: {error!r}") from error
        finally:
            line.close()
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            raise NotAnswered(f"{method} {path}: {answer.status}")
        for header in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return Answer(answer.status, answer.headers.get("Location", ""), text)
