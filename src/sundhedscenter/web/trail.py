"""The way from the front page to the page one is on. Costs no query: it asks the address and the page's own words."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.template import Context, Variable, VariableDoesNotExist
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, reverse

from sundhedscenter.web.crumbs import CRUMBS

NAMESPACE = "web"
FRONT = "front"


def steps_above(match: ResolverMatch | None) -> list[tuple[str, str]]:
    """Label and address of each page above this one, the front page first; none for the front page itself.

    What is no page of the table (an address that leads nowhere) stands below the front page.
    """
    name = _known_name(match)
    if match is not None and name == FRONT:
        return []
    parent = CRUMBS[name].parent if name else FRONT
    found = []
    while parent:
        found.append((str(CRUMBS[parent].label), _address(parent, match.kwargs if match else {})))
        parent = CRUMBS[parent].parent
    return found[::-1]


def own_label(match: ResolverMatch | None, page: Context) -> str:
    """What the page is called: its own words where the table names them and the page has them."""
    name = _known_name(match)
    if not name:
        return ""
    crumb = CRUMBS[name]
    if crumb.says:
        try:
            return str(Variable(crumb.says).resolve(page)) or str(crumb.label)
        except VariableDoesNotExist:
            pass  # a refusal at the same address
    return str(crumb.label)


def _known_name(match: ResolverMatch | None) -> str:
    if match is None or match.namespace != NAMESPACE or match.url_name not in CRUMBS:
        return ""
    return match.url_name


def _address(name: str, given: Mapping[str, Any]) -> str:
    wanted = parameters().get(name, frozenset())
    return reverse(f"{NAMESPACE}:{name}", kwargs={key: given[key] for key in wanted})


@cache
def parameters() -> dict[str, frozenset[str]]:
    """The parameters in the address of each url name of the pages."""
    return {name: frozenset(keys) for name, keys in _walk(get_resolver().url_patterns, (), inside=False)}


def _walk(
    patterns: Iterable[URLPattern | URLResolver], above: tuple[str, ...], *, inside: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        keys = (*above, *getattr(pattern.pattern, "converters", {}))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, keys, inside=inside or pattern.namespace == NAMESPACE)
        elif inside and pattern.name:
            yield pattern.name, keys
