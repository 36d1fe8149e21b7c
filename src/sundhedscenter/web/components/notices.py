"""Things that tell a person how it went."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.web.components import statuses
from sundhedscenter.web.components.registry import Slot, component

KIND_NAMES: dict[str, Promise] = {
    "info": _("Oplysning"),
    "success": _("Det lykkedes"),
    "warning": _("Vær opmærksom"),
    "error": _("Fejl"),
}


@component
def alert(
    *,
    kind: Literal["info", "success", "warning", "error"] = "info",
    heading: str = "",
    text: str = "",
    content: Slot = "",
    live: bool = False,
) -> Mapping[str, Any]:
    """A message. `live` announces it at once: only for what appears after the page has loaded."""
    return {
        "kind": kind,
        "kind_name": KIND_NAMES[kind],
        "heading": heading,
        "text": text,
        "content": content,
        "live": live,
    }


@component
def error_summary(*, errors: Sequence[tuple[str, str]], heading: str = "") -> Mapping[str, Any]:
    """(id of the field, what to do) for each error; nothing at all without errors."""
    return {"errors": errors, "heading": heading}


@component
def status_tag(*, about: str, code: str) -> Mapping[str, Any]:
    """Label, colour and icon of one status, from the one table in `statuses`."""
    return {"look": statuses.look(about=about, code=code), "code": code}


@component
def step_indicator(*, step: int, of: int) -> Mapping[str, Any]:
    return {"step": step, "of": of}
