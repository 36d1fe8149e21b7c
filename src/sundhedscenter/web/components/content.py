"""Things that a person reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from sundhedscenter.web.components.registry import Slot, component

Fact = Sequence[str]


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
