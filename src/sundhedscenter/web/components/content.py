"""Things that a person reads."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from sundhedscenter.web.components.registry import Slot, component

Fact = Sequence[str]
NOTHING = "–"


@component
def fact_list(*, facts: Sequence[Fact]) -> Mapping[str, Any]:
    """Pairs of a word and what it is here; an empty second part leaves the pair out."""
    return {"facts": [fact for fact in facts if fact[1]]}


@component
def summary_box(
    *,
    heading: str,
    text: str = "",
    facts: Sequence[Fact] = (),
    content: Slot = "",
    level: int = 2,
) -> Mapping[str, Any]:
    """The one thing on the page that matters most: the next step, the agreed time."""
    return {
        "heading": heading,
        "text": text,
        "facts": facts,
        "content": content,
        "level": level,
    }


@component
def proposal_card(
    *,
    title: str,
    kind: str = "",
    when: str = "",
    reasons: Sequence[str] = (),
    facts: Sequence[Fact] = (),
    seats: str = "",
    href: str = "",
    action: str = "",
    first: bool = False,
    level: int = 2,
    content: Slot = "",
) -> Mapping[str, Any]:
    """One proposal: what, when, why it fits, what to know, and one action (a link, or the content's own form)."""
    return {
        "title": title,
        "kind": kind,
        "when": when,
        "reasons": reasons,
        "facts": facts,
        "seats": seats,
        "href": href,
        "action": action,
        "first": first,
        "level": level,
        "content": content,
    }


@component
def contact_card(*, name: str, role: str, phone: str, hours: str = "", about: str = "") -> Mapping[str, Any]:
    """A person to ring. The number is a link, so one tap rings."""
    return {"name": name, "role": role, "phone": phone, "hours": hours, "about": about}


@component
def timeline(*, items: Sequence[Mapping[str, str]], label: str) -> Mapping[str, Any]:
    """A plan in order. Each item: title, and perhaps `when`, `text`, `href`, `state` (done, next, later)."""
    return {"items": items, "label": label}


def paired(before: Iterable[Fact], now: Iterable[Fact]) -> list[tuple[str, str, str]]:
    """What stood under each word before and what stands there now, in the order of the words; both where they are alike."""
    was, is_now = _by_word(before), _by_word(now)
    return [(word, was.get(word, ""), is_now.get(word, "")) for word in {**was, **is_now}]


def _by_word(facts: Iterable[Fact]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, value in facts:
        found[word] = f"{found[word]}, {value}" if word in found else value
    return found


@component
def before_and_now(*, label: str, changes: Sequence[Sequence[str]]) -> Mapping[str, Any]:
    """Two states of one thing beside each other. Each change: the word, what stood there, what stands there now."""
    return {"label": label, "columns": (_("Hvad"), _("Før"), _("Nu")), "rows": [_shown(change) for change in changes]}


def _shown(change: Sequence[str]) -> tuple[str, str, str]:
    word, was, is_now = change
    return word, was or NOTHING, is_now or NOTHING
