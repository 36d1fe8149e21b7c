"""Every address of the site, walked by people who have nothing with a citizen, and by those who have."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls import reverse as reverse_url

from sundhedscenter.citizens.models import HelperAccess, HelperInvitation, Task
from sundhedscenter.core.models import AccessLine
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.walls import HELPER_RIGHTS
from sundhedscenter.groups.models import SeatOffer
from sundhedscenter.intake.models import DataRequest, Draft, Posting
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Outreach
from sundhedscenter.web.staff.policy import EVERY_ROLE
from tests.database import as_owner as as_owner_of_tables
from tests.people import AsOwner, person
from tests.walls.conftest import NOW, SECRETS, World, view
from tests.walls.helping import helps, relative
from tests.walls.rows import fingerprint, rows_about

pytestmark = pytest.mark.slow
# What the addresses of the site ask for, and what of the foreign citizen's it is filled with.
SLUGS = {"step": "sted", "code": "start", "way": "telefon"}


def addresses(patterns: list[Any] | None = None, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every named pattern below the root, with its full name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            below = (*prefix, pattern.namespace) if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, below)
        else:
            assert pattern.name, f"{pattern} has no name: nobody can link to it, and no test can walk it."
            yield ":".join([*prefix, pattern.name]), pattern


def filled(world: World, pattern: URLPattern) -> dict[str, Any]:
    """Arguments that lead to the foreign citizen. A parameter this does not know fails: say what it means here."""
    known: dict[str, Any] = {
        "group_id": world.group.pk,
        "citizen_id": world.foreign.citizen.pk,
        "item_id": world.item.pk,
        "seat_id": world.seat.pk,
        "offer_id": _offer_id(world),
        "task_id": _task_id(world),
        "outreach_id": _outreach_id(world),
        "draft_id": _draft_id(world),
        "access_id": _of_helper(world, HelperAccess),
        "invitation_id": _of_helper(world, HelperInvitation),
        "wish_id": _wish_id(world),
        "data_request_id": _wish_id(world),
        "idea_id": _posting_id(world),
        "posting_id": _posting_id(world),
        "number": 1,
        "rest": "services",
        **SLUGS,
    }
    missing = pattern.pattern.converters.keys() - known.keys()
    offer = {name: {"code": "grundhold"} for name in ("offer", "offer_paper", "join")}
    known |= {"lesson_step": {"step": 1}, "staff_programme": {"code": "common"}, **offer}.get(str(pattern.name), {})
    assert not missing, f"Say in tests/walls/test_urls.py what {missing} of {pattern.name} is for the foreign citizen."
    return {name: known[name] for name in pattern.pattern.converters}


def _offer_id(world: World) -> Any:
    with acting_as(view(world.foreign.user), on=NOW.date()):
        return SeatOffer.objects.values_list("pk", flat=True).get()


def _draft_id(world: World) -> Any:
    """The conversation she had before she logged in; its page asks who typed it."""
    with as_owner_of_tables():
        return Draft.objects.values_list("pk", flat=True).get(rows_about(Draft, world.foreign.citizen.pk))


def _task_id(world: World) -> Any:
    with acting_as(view(world.foreign.user), on=NOW.date()):
        return Task.objects.filter(citizen=world.foreign.citizen).values_list("pk", flat=True)[0]


def _posting_id(world: World) -> Any:
    with acting_as(view(world.foreign.user), on=NOW.date()):
        return Posting.objects.get(writer__citizen=world.foreign.citizen).pk


def _wish_id(world: World) -> Any:
    with acting_as(view(world.foreign.user), on=NOW.date()):
        return DataRequest.objects.filter(citizen=world.foreign.citizen).values_list("pk", flat=True)[0]


def _outreach_id(world: World) -> Any:
    with acting_as(view(world.struer), on=NOW.date()):
        return Outreach.objects.filter(citizen=world.foreign.citizen).values_list("pk", flat=True)[0]


def _of_helper(world: World, model: type[HelperAccess] | type[HelperInvitation]) -> Any:
    with acting_as(view(world.foreign.user), on=NOW.date()):
        return model.objects.filter(citizen=world.foreign.citizen).values_list("pk", flat=True)[0]


def walk(world: World, user: User | None, *, method: str = "get") -> dict[str, Any]:
    """The answer of every address, in Danish, by name. A fresh log-in each time: log-out is an address too."""
    answers = {}
    for name, pattern in addresses():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        url = reverse_url(name, kwargs=filled(world, pattern))
        answers[name] = client.get(url) if method == "get" else client.post(url, everything(world))
    return answers


def everything(world: World) -> dict[str, Any]:
    """A form with every field that any act reads, pointed at the foreign citizen's group and seat."""
    return {
        "key": f"group:{world.group.pk}",
        "reason": "family",
        "until": date(2026, 12, 24).isoformat(),
        "form": "phone",
        "part": ["0-am", "1-pm"],
        "choice": "1",
        "step": "action",
        "own_words": "noget",
        "final": "1",
        "answer": "yes",
        "full_name": "En Anden",
        "phone": "20 30 40 50",
        "email": "",
        "parts": ["goal"],
        "text": "noget",
        "do": "erase",
        "wish": "correction:contact",
        "contact-full_name": "En Anden",
        f"seat-{world.seat.pk}": "absent",
    }


def text(answer: Any) -> str:
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")


def leaks(answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, secret) for name, answer in answers.items() for secret in SECRETS if secret in text(answer)]


@pytest.mark.parametrize("who", ["every role in Lemvig", "another citizen", "who helps that citizen", "nobody"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_shows_or_changes_what_is_foreign(world: World, as_owner: AsOwner, who: str, method: str) -> None:
    with as_owner():
        sister = relative()
        helps(sister, world.neighbour.citizen, *HELPER_RIGHTS, begin=NOW.date(), end=NOW.date() + timedelta(9), at=NOW)
    user = {
        "every role in Lemvig": world.lemvig,
        "another citizen": world.neighbour.user,
        "who helps that citizen": sister,
        "nobody": None,
    }[who]
    with as_owner():
        before = fingerprint(world.foreign.citizen.pk)
    answers = walk(world, user, method=method)
    assert leaks(answers) == []
    assert [name for name, answer in answers.items() if answer.status_code >= 500] == []
    with as_owner():
        after = fingerprint(world.foreign.citizen.pk)
    assert after == before


def test_who_may_reaches_her_by_the_same_addresses(world: World) -> None:
    """The row that nobody else saw is there to be seen: in the same world, by the same walk."""
    municipality, own = leaks(walk(world, world.struer)), leaks(walk(world, world.foreign.user))
    assert {name for name, secret in municipality if secret == "Zenobia"} >= {"web:staff_cases", "web:staff_case"}
    assert {name for name, _secret in own} >= {"web:my_way", "web:plan"}
    assert {secret for _name, secret in (*municipality, *own)} == set(SECRETS)
    led = walk(world, world.leader)
    assert {name for name, _secret in leaks(led)} == {"web:staff_group", "web:staff_attendance", "web:staff_roster"}
    assert {secret for _name, secret in leaks(led)} == {"Zenobia"}


def test_staff_pages_of_the_foreigner_open_though_empty_of_her(world: World) -> None:
    """The walker above is stopped by whose citizen it is, not by a closed door: every page of the menu opens."""
    answers = walk(world, world.lemvig)
    opened = {name for name, answer in answers.items() if name.startswith("web:staff_") and answer.status_code == 200}
    assert opened >= {
        "web:staff_home",
        "web:staff_cases",
        "web:staff_groups",
        "web:staff_pooled",
        "web:staff_operations",
    }
    assert answers["web:staff_case"].status_code == 404
    assert answers["web:staff_group"].status_code == 404


def test_what_is_counted_in_lemvig_leaves_her_out(world: World, as_owner: AsOwner) -> None:
    client = Client()
    client.force_login(world.lemvig)
    rows = client.get(reverse_url("web:staff_cases")).context["rows"]
    assert [row["name"] for row in rows] == ["Nabo"]
    new = person(as_owner, "Nyankommen", at=NOW)
    assert new.citizen.display_name not in client.get(reverse_url("web:staff_cases")).content.decode()


def test_reading_her_leaves_a_line_that_she_can_see(world: World) -> None:
    for user, name, what in (
        (world.struer, "web:staff_case", "case"),
        (world.leader, "web:staff_group", "group_roster"),
        (world.leader, "web:staff_attendance", "attendance"),
        (world.leader, "web:staff_roster", "printed_roster"),
    ):
        client = Client()
        client.force_login(user)
        pattern = next(found for known, found in addresses() if known == name)
        assert client.get(reverse_url(name, kwargs=filled(world, pattern))).status_code == 200
        with acting_as(view(world.foreign.user), on=NOW.date()):
            line = AccessLine.objects.filter(subject_id=world.foreign.citizen.pk, what=what).get()
        assert (line.viewer, line.at) == (f"user:{user.pk}", NOW)


def test_a_walk_by_strangers_leaves_no_line_about_her(world: World) -> None:
    with acting_as(system("check"), on=NOW.date()):
        before = AccessLine.objects.filter(subject_id=world.foreign.citizen.pk).count()
    walk(world, world.lemvig)
    with acting_as(system("check"), on=NOW.date()):
        assert AccessLine.objects.filter(subject_id=world.foreign.citizen.pk).count() == before


def test_every_staff_page_says_who_may_open_it() -> None:
    pages = [pattern for name, pattern in addresses() if name.startswith("web:staff_")]
    assert len(pages) >= 13
    assert [pattern.name for pattern in pages if not getattr(pattern.callback, "staff_page", "")] == []
    assert len(EVERY_ROLE) == 13
    assert all(re.fullmatch(r"[a-z_]+", role) for role in EVERY_ROLE)
