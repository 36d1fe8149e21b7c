"""Who answers for a citizen's pathway and for each part of the plan, as a page of one day says it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from sundhedscenter.catalogue.models import OfferResponsibility
from sundhedscenter.citizens.queries import current_residence
from sundhedscenter.partnership.models import Organisation, Responsibility
from sundhedscenter.pathways.models import Pathway, PathwayResponsibility, PlanItem
from sundhedscenter.pathways.queries import bodies_of


@dataclass(frozen=True, slots=True)
class Turn:
    """From the day `on` one body has a role that another had the day before. Names, for the page."""

    role: str
    old: str
    new: str
    on: date


@dataclass(frozen=True, slots=True)
class Answering:
    """The bodies of a pathway on a day: by role, by name; and every turn, past and to come, the earliest first."""

    by_role: dict[str, Organisation]
    turns: tuple[Turn, ...]

    def name(self, role: str) -> str:
        """Empty when nobody has the role (which `check` reports)."""
        return self.by_role[role].name if role in self.by_role else ""


def answering(pathway: Pathway, *, on: date) -> Answering:
    """One query."""
    rows = bodies_of(pathway)
    by_role = {row.role: row.organisation for row in rows if on in row.during}
    return Answering(by_role, tuple(sorted(_turns(rows), key=lambda turn: (turn.on, _order(turn.role)))))


def _turns(rows: Sequence[PathwayResponsibility]) -> Iterable[Turn]:
    for old, new in pairwise(rows):
        if old.role == new.role and old.during.upper == new.during.lower:
            yield Turn(new.role, old.organisation.name, new.organisation.name, new.during.lower)


def _order(role: str) -> int:
    return [code for code, _ in Responsibility.ROLES].index(role)


def other_authorities(
    pathway: Pathway, items: Iterable[PlanItem], *, authority: Organisation | None, on: date
) -> dict[UUID, str]:
    """Parts of the plan for which somebody else than the pathway's authority answers on the day: item id to name.

    Two queries at most, none where the whole plan comes from one offer.
    """
    from_offers = {item.pk: item.offer_id for item in items if item.offer_id is not None}
    if authority is None or len(set(from_offers.values())) < 2:
        return {}
    rows = OfferResponsibility.objects.filter(
        offer_id__in=from_offers.values(), role=Responsibility.AUTHORITY, during__contains=on
    ).select_related("offer", "organisation")
    named = {row.offer_id: row.organisation for row in rows if row.organisation_id != row.offer.organisation_id}
    # Where nobody else is named, the pathway's authority is the citizen's own municipality already.
    residence = current_residence(pathway.citizen) if authority in named.values() else None
    home = residence.municipality if residence else authority
    bodies = {item: named.get(offer, home) for item, offer in from_offers.items()}
    return {item: body.name for item, body in bodies.items() if body != authority}
