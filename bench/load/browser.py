"""A browser without a screen: one line to the site, cookies, and forms filled in as their page shows them."""

import http.client
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 120.0
MOST_REDIRECTS = 5
VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")

type Fields = list[tuple[str, str]]


class WentWrong(Exception):
    """An answer that no visitor should get, or a page without what it must have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: which page, what came back, and after how long."""

    page: str
    status: int
    seconds: float


@dataclass
class Form:
    """What a form would send as it stands. `choices` holds the values of each group of radio buttons."""

    action: str
    fields: Fields = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: Fields = field(default_factory=list)

    def value(self, name: str) -> str:
        return next((value for known, value in self.fields if known == name), "")

    def filled(self, answers: Mapping[str, str | Iterable[str]]) -> Fields:
        """The form's own values with these in their place."""
        kept = [(name, value) for name, value in self.fields if name not in answers]
        for name, said in answers.items():
            kept += [(name, said)] if isinstance(said, str) else [(name, each) for each in said]
        return kept


class _Reader(HTMLParser):
    """Collects forms and links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        elif tag == "form":
            self._form = Form(found.get("action") or "")
            self.forms.append(self._form)
        elif self._form is not None and name:
            self._note(self._form, tag, found, name, value)

    def _note(self, form: Form, tag: str, found: dict[str, Any], name: str, value: str) -> None:
        kind = found.get("type", "text")
        if tag == "button":
            form.buttons.append((name, value))
        elif tag == "textarea":
            self._textarea = name
        elif tag == "input":
            if kind == "radio":
                form.choices.setdefault(name, []).append(value)
            if kind not in ("radio", "checkbox") or "checked" in found:
                form.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.fields.append((self._textarea, data))
            self._textarea = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = ""


@dataclass(frozen=True)
class Page:
    """What the visitor sees after redirects."""

    path: str
    text: str

    @property
    def forms(self) -> list[Form]:
        return self._read().forms

    @property
    def links(self) -> list[str]:
        return self._read().links

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader

    def form(self, has: str, *, action: str = "") -> Form:
        """The first form with a field, choice or button of that name. Raises WentWrong."""
        for form in self.forms:
            names = {name for name, _ in [*form.fields, *form.buttons]} | form.choices.keys()
            if has in names and form.action.endswith(action):
                return form
        raise WentWrong(f"{self.path} has no form with '{has}':\n{self.text[:6000]}")

    def link(self, pattern: str) -> str:
        """The first link that matches, or empty."""
        return next((link for link in self.links if re.search(pattern, link)), "")


class Browser:
    """`noted` is told of every request, those of redirects too."""

    def __init__(self, port: int, noted: Callable[[Asked], None]) -> None:
        self.noted = noted
        self.cookies: dict[str, str] = {}
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        self._line.close()

    def get(self, path: str) -> Page:
        return self._ask("GET", path, None)

    def send(self, page: Page, form: Form, answers: Mapping[str, str | Iterable[str]] | None = None) -> Page:
        """Press the form's button."""
        return self._ask("POST", form.action or page.path, form.filled(answers or {}))

    def _ask(self, method: str, path: str, fields: Fields | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, location, text = self._once(method, path, fields)
            if status == http.client.FOUND:
                method, path, fields = "GET", _local(location), None
            elif status == http.client.OK:
                return Page(path, text)
            else:
                raise WentWrong(f"{method} {path} answered {status}:\n{text[:1500]}")
        raise WentWrong(f"{path} redirects for ever.")

    def _once(self, method: str, path: str, fields: Fields | None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            self._line.request(method, path, None if fields is None else urlencode(fields), headers)
            answer = self._line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._note(method, path, 0, began)
            self._line.close()
            raise WentWrong(f"{method} {path}: {error!r}") from error
        self._note(method, path, answer.status, began)
        for header in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.headers.get("Location", ""), text

    def _note(self, method: str, path: str, status: int, began: float) -> None:
        page = VARYING.sub("*", urlsplit(path).path)
        self.noted(Asked(f"{method} {page}", status, time.monotonic() - began))


def _local(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
