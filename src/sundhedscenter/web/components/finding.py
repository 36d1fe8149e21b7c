"""Parts with which a person finds something in a list: words, filters, and the answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.forms import BoundField

from sundhedscenter.web.components.forms import Choice, choices_of, common, value_of
from sundhedscenter.web.components.registry import Slot, component


@component
def search_field(
    *,
    label: str,
    button: str,
    name: str = "q",
    value: str = "",
    hint: str = "",
    error: str = "",
    autocomplete: str = "off",
    quiet: bool = False,
) -> Mapping[str, Any]:
    """One line and its button, in a form of the page's own (`role="search"`; POST when the words name a person).

    `quiet` where the page has another main action.
    """
    return {
        **common(field=None, name=name, label=label, hint=hint, error=error),
        "value": value,
        "button": button,
        "button_variant": "secondary" if quiet else "primary",
        "autocomplete": autocomplete,
    }


@component
def filter_group(
    *,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    choices: Iterable[Choice] | None = None,
    values: Iterable[Any] | None = None,
    open: bool = False,  # noqa: A002
    content: Slot = "",
) -> Mapping[str, Any]:
    """Boxes to tick, close together, that fold away; open where one is ticked, so that no filter works unseen.

    The content holds fields of another kind; `open` then says whether one of them is filled in.
    """
    shared = common(field=field, name=name, label=label, hint="", error="")
    chosen = values if values is not None else value_of(field, None) or []
    items = choices_of(choices, field, chosen=chosen, field_id=shared["id"])
    ticked = sum(item["checked"] for item in items)
    return {**shared, "items": items, "ticked": ticked, "open": open or bool(ticked), "content": content}


@component
def tag(*, label: str, href: str = "", icon: str = "", more: str = "") -> Mapping[str, Any]:
    """A short word about something ("Uden rejse"). With `href`, a chosen filter that the link takes away."""
    return {"label": label, "href": href, "icon": icon, "more": more}


@component
def card(
    *,
    heading: str,
    href: str = "",
    kind: str = "",
    text: str = "",
    facts: Sequence[Sequence[str]] = (),
    level: int = 2,
    lang: str = "",
    code: str = "",
    tags: Slot = "",
    content: Slot = "",
    footer: Slot = "",
) -> Mapping[str, Any]:
    """One thing among several: its name leads to it. `kind` stands above the name, `code` makes the id of the card.

    `lang` is the language of its own words when the page speaks another.
    """
    return {
        "heading": heading,
        "href": href,
        "kind": kind,
        "text": text,
        "facts": facts,
        "level": level,
        "lang": lang,
        "code": code,
        "tags": tags,
        "content": content,
        "footer": footer,
    }


@component
def table(
    *,
    label: str,
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
    stack: bool = False,
    zebra: bool = False,
    look: str = "",
    head: Slot = "",
    content: Slot = "",
) -> Mapping[str, Any]:
    """Rows and columns in a frame that scrolls by itself. `label` names it for those who cannot see it.

    Plain words come as `columns` and `rows` (the first of a row is its heading). Otherwise the slot `head` holds the
    cells of the first line, and the content the lines below it. `stack` makes each line a small list on a narrow screen:
    cells of the page's own then bear `data-label`. `look` is a class of the page's own style sheet.
    """
    return {
        "label": label,
        "columns": columns,
        "rows": [(row[0], list(zip(columns[1:], row[1:], strict=True))) for row in rows],
        "stack": stack,
        "zebra": zebra,
        "look": look,
        "head": head,
        "content": content,
    }
