"""Pages of a list, as the standard numbers them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from sundhedscenter.interop.hsds.parameters import PER_PAGE
from sundhedscenter.interop.hsds.shapes import Page


def paged[Item](
    rows: "QuerySet[Any, Any]",
    values: Mapping[str, Any],
    shaped: Callable[[Sequence[Any]], Sequence[Item]],
    *,
    all_on_one: bool = False,
) -> Page[Item]:
    """The page that was asked for; past the last one it is empty. One query to count, then those of the page."""
    total = rows.order_by().count()
    size, number = _asked(values, total if all_on_one else PER_PAGE)
    return _page(shaped(list(rows[(number - 1) * size : number * size])), total, size, number)


def paged_rows[Item](rows: Sequence[Item], values: Mapping[str, Any]) -> Page[Item]:
    """As `paged`, of rows that are here already."""
    size, number = _asked(values, PER_PAGE)
    return _page(rows[(number - 1) * size : number * size], len(rows), size, number)


def _asked(values: Mapping[str, Any], usual: int) -> tuple[int, int]:
    return values.get("per_page") or max(usual, 1), values.get("page", 1)


def _page[Item](contents: Sequence[Item], total: int, size: int, number: int) -> Page[Item]:
    pages = -(-total // size)
    return Page(
        total_items=total,
        total_pages=pages,
        page_number=number,
        size=len(contents),
        first_page=number == 1,
        last_page=number >= pages,
        empty=not contents,
        contents=list(contents),
    )
