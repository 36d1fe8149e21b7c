"""Parts that lead on: up to the front page, to the next page of a list, into a text that is folded together."""

from collections.abc import Mapping, Sequence
from typing import Any

from sundhedscenter.web.components.registry import Slot, component

# The page one is on with one neighbour on each side, the first and the last: five numbers and two gaps at most.
NEIGHBOURS = 1


@component
def breadcrumb(*, steps: Sequence[Sequence[str]], here: str = "") -> Mapping[str, Any]:
    """`steps`: label and address of each page above, the front page first; `here`: what this page is called."""
    return {"steps": steps, "here": here}


def shown_numbers(page: int, of: int) -> list[int | None]:
    """The page numbers to show; None stands for those between that are left out (never for a single one)."""
    wanted = {1, of} | {number for number in range(page - NEIGHBOURS, page + NEIGHBOURS + 1) if 1 <= number <= of}
    shown: list[int | None] = []
    for number in sorted(wanted):
        before = shown[-1] if shown else None
        if before is not None and number - before == 2:
            shown.append(number - 1)
        elif before is not None and number - before > 2:
            shown.append(None)
        shown.append(number)
    return shown


@component
def pagination(*, page: int, of: int, query: str = "", name: str = "side", label: str = "") -> Mapping[str, Any]:
    """Links to the pages of a list; nothing at all when there is one page. `query` is the rest of the query string."""
    start = f"?{query}&{name}=" if query else f"?{name}="
    return {
        "page": page,
        "of": of,
        "label": label,
        "numbers": [{"number": number, "href": f"{start}{number}"} for number in shown_numbers(page, of)],
        "previous": f"{start}{page - 1}" if page > 1 else "",
        "next": f"{start}{page + 1}" if page < of else "",
    }


@component
def accordion(*, heading: str, content: Slot, level: int = 2, more: str = "", open: bool = False) -> Mapping[str, Any]:  # noqa: A002
    """A part of a page that opens at its heading, without JavaScript. Several in a row stand as one list.

    `more` is heard but not seen; `open` is for the part that a person came for.
    """
    return {"heading": heading, "content": content, "level": level, "more": more, "open": open}


@component
def details(*, summary: str, content: Slot, more: str = "", open: bool = False) -> Mapping[str, Any]:  # noqa: A002
    """A side remark that opens in place: an explanation, the rest of a list. `more` is heard but not seen."""
    return {"summary": summary, "content": content, "more": more, "open": open}


@component
def back_link(*, label: str, href: str) -> Mapping[str, Any]:
    """One step back, above the heading of a page that stands below another."""
    return {"label": label, "href": href}


@component
def back_to_top(*, label: str = "", href: str = "#indhold") -> Mapping[str, Any]:
    """At the foot of a page that is longer than a few screens."""
    return {"label": label, "href": href}


@component
def anchor_links(
    *, heading: str, links: Sequence[Sequence[str]], level: int = 2, current: str = ""
) -> Mapping[str, Any]:
    """What a long page holds: pairs of a label and the address of a place on it.

    Where the parts are pages of their own, `current` is the address of the one shown.
    """
    return {"heading": heading, "links": links, "level": level, "current": current}


@component
def link_tabs(*, label: str, tabs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Neighbouring pages as tabs, one of them this one. Each tab: `label`, `href`, `current`."""
    return {"label": label, "tabs": tabs}
