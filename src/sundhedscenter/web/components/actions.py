"""Things that a person presses."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sundhedscenter.web.components.registry import component


@component
def button(
    *,
    label: str,
    variant: Literal["primary", "secondary", "quiet"] = "primary",
    name: str = "",
    value: str = "",
    icon: str = "",
    more: str = "",
    skip_checks: bool = False,
) -> Mapping[str, Any]:
    """A button of the form around it. `more` is heard but not seen ("Vælg" + "holdet i Skive")."""
    return locals()


@component
def link_button(
    *,
    label: str,
    href: str,
    variant: Literal["primary", "secondary", "quiet"] = "primary",
    icon: str = "",
    more: str = "",
) -> Mapping[str, Any]:
    """A link that looks like a button: it leads to a page and changes nothing."""
    return locals()


@component
def print_button(*, label: str = "") -> Mapping[str, Any]:
    """Shown only where JavaScript runs; the browser's own print command works everywhere."""
    return {"label": label}


@component
def action_list(*, actions: Sequence[Mapping[str, str]], heading: str = "", label: str = "") -> Mapping[str, Any]:
    """Links, one below the other, each with `label`, `href` and perhaps `hint` and `icon`."""
    # A template that asks for a key which is not there takes longer than all else it does.
    whole = [{"hint": "", "icon": "", **action} for action in actions]
    return {"actions": whole, "heading": heading, "label": label}
