"""The pages under measure: what each may cost, and who asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bench.world import World, drafts, log_ins

type Visitors = Callable[[World, int, datetime], list[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """`limit` is how many times the reference it may cost. `sign` stands on the page when it is the right one."""

    name: str
    limit: float
    address: Callable[[World], str]
    visitors: Visitors
    sign: str
    requests: int = 100


def _strangers(world: World, count: int, at: datetime) -> list[str]:
    """People who were never here before carry nothing."""
    return [""] * count


def _talked(world: World, count: int, at: datetime) -> list[str]:
    return drafts(count, at=at)


def _leader(world: World, count: int, at: datetime) -> list[str]:
    return log_ins(world.leader, count, at=at)


def _nurse(world: World, count: int, at: datetime) -> list[str]:
    return log_ins(world.nurse, count, at=at)


def _coordinator(world: World, count: int, at: datetime) -> list[str]:
    return log_ins(world.coordinator, count, at=at)


PAGES = (
    Page("front", 3, lambda world: reverse("web:front"), _strangers, "Jeg er klar nu", requests=200),
    Page("proposals", 10, lambda world: reverse("web:proposals"), _talked, "proposal-title"),
    Page(
        "group",
        10,
        lambda world: reverse("web:staff_group", args=[world.group.pk]),
        _leader,
        "Borger 11",
    ),
    Page("morning", 10, lambda world: reverse("web:staff_morning"), _nurse, "Borger "),
    Page("funnel", 10, lambda world: reverse("web:staff_funnel"), _coordinator, "<table"),
)
