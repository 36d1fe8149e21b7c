"""Counts as cells of a table. A page has more than a hundred, too many for a template of their own each."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def count_cells(cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """A `<td>` for each: the count with its share, "hidden", or "waits" where it is not due yet."""
    parts = []
    for cell in cells:
        if cell["count"] is None:
            said = f'<span class="hidden-count">{escape(_("skjult") if cell["is_due"] else _("venter"))}</span>'
        else:
            share = f' <span class="cell-share">{escape(cell["share"])}</span>' if cell["share"] else ""
            said = f"<strong>{cell['count']:d}</strong>{share}"
        parts.append(f'<td data-label="{escape(cell["stage"])}">{said}</td>')
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped above
