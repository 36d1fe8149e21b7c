"""Which offers leave out those who cannot travel, or cannot come in office hours."""

from collections.abc import Iterable
from dataclasses import dataclass

from sundhedscenter.catalogue.reach import ANY_TIME, WITHOUT_TRAVEL
from sundhedscenter.core.week import OUTSIDE_OFFICE_HOURS


@dataclass(frozen=True, slots=True)
class OfferForms:
    """An offer: the forms it can be had in, and the weekly times of its groups that still take people in."""

    code: str
    name_da: str
    name_en: str
    forms: frozenset[str]
    group_masks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """An offer that lacks something."""

    offer: OfferForms
    lacks_no_travel: bool
    lacks_evening: bool


def gaps(offers: Iterable[OfferForms]) -> list[Gap]:
    """Offers without a form that needs no travel, or without a time outside office hours; by code."""
    found = []
    for offer in sorted(offers, key=lambda offer: offer.code):
        travel = not offer.forms & WITHOUT_TRAVEL
        evening = not offer.forms & ANY_TIME and not any(mask & OUTSIDE_OFFICE_HOURS for mask in offer.group_masks)
        if travel or evening:
            found.append(Gap(offer, travel, evening))
    return found
