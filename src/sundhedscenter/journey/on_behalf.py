"""A citizen by phone, on paper or face to face: a professional writes down what they say, and it is marked as such.

The acts are the citizen's own (`journey.accept`, `journey.changes`, `journey.steps`). The viewer who does them here bears
the way, and everything written by it bears the mark: see `Viewer.writing_down`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from sundhedscenter.citizens.actions import record_contact, rename_citizen
from sundhedscenter.citizens.models import Citizen, Contact, Residence
from sundhedscenter.citizens.queries import newest_contact, rows_visible_to
from sundhedscenter.citizens.relations import current_relations
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.intake.actions import note_on_behalf, register_citizen
from sundhedscenter.intake.drafts import choose
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.accept import accept
from sundhedscenter.journey.conversation import answers_of, home_area, municipality_of
from sundhedscenter.journey.staff import NotVisible
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.partnership.viewers import organisations_of

CONTACT = ("full_name", "phone", "email")


class Way(StrEnum):
    """How the citizen said it. The page has the words."""

    PHONE = "phone"
    PAPER = "paper"
    STAFF = "staff"


class NotAProfessional(PermissionError):
    """Only a professional of a municipality writes down what a citizen says."""


class PerhapsKnown(Exception):
    """Somebody with this phone or name is here already, and nobody has said yet whether it is the same person."""

    def __init__(self, known: list["Known"]) -> None:
        super().__init__(f"{len(known)} citizens may be the same person.")
        self.known = known


@dataclass(frozen=True, slots=True)
class Acting:
    """A citizen, and the professional who writes for them; `viewer` marks what it writes."""

    viewer: Viewer
    citizen: Citizen
    way: Way


@dataclass(frozen=True, slots=True)
class Known:
    """A citizen who may be the one on the phone."""

    citizen_id: UUID
    full_name: str
    phone: str
    postal_code: str


def in_care(viewer: Viewer, *, on: date) -> QuerySet[Citizen]:
    """Whom the viewer may write for: those with a care relation today to where the viewer is a professional.

    An assessor reads; a manager and a leader of a group have no citizen this way.
    """
    here = replace(viewer, orgs=organisations_of(viewer, "professional", on))
    relations = current_relations(here, scope="care").filter(organisation_id__in=here.orgs)
    return Citizen.objects.filter(pk__in=relations.values("citizen_id"))


def acting_for(viewer: Viewer, citizen_id: UUID, *, way: Way, on: date) -> Acting:
    """The citizen, and a viewer who writes for them. Raises NotVisible, whether there is such a citizen or not."""
    citizen = in_care(viewer, on=on).filter(pk=citizen_id).first()
    if citizen is None:
        raise NotVisible(f"No citizen {citizen_id} for {viewer.name} to write for.")
    return Acting(viewer.writing_down(way), citizen, way)


def first_name(full_name: str) -> str:
    """What a group sees of a name."""
    return full_name.split(maxsplit=1)[0][:80]


def known_already(viewer: Viewer, *, contact: Mapping[str, str], postal_code: str, on: date) -> list[Known]:
    """Citizens of the viewer's own municipality with this phone, or this name and postal code; by name.

    Elsewhere nobody is looked for: whether somebody is a citizen there is theirs to know.
    """
    same_phone = Q(phone=contact["phone"]) if contact["phone"] else Q(pk__in=[])
    theirs = rows_visible_to(viewer, Contact.objects.filter(citizen__in=in_care(viewer, on=on)))
    rows = list(theirs.filter(same_phone | Q(full_name__iexact=contact["full_name"])).order_by("recorded_at", "id"))
    lived = Residence.objects.filter(citizen_id__in=[row.citizen_id for row in rows]).order_by("since", "id")
    homes = dict(lived.values_list("citizen_id", "postal_code"))
    found: dict[UUID, Known] = {}
    for row in rows:
        home = homes.get(row.citizen_id, "")
        if (contact["phone"] and row.phone == contact["phone"]) or home == postal_code:
            found[row.citizen_id] = Known(row.citizen_id, row.full_name, row.phone, home)
    return sorted(found.values(), key=lambda known: (known.full_name, str(known.citizen_id)))


@transaction.atomic
def accept_typed(*, viewer: Viewer, draft: Draft, key: str, at: datetime) -> Citizen:
    """The person on the phone says yes to a card: they are written in, and have what the citizen's own yes gives.

    `draft.chosen["same"]` is the citizen the viewer says it is, or "new". Sent twice, it is done once. The
    draft is emptied: what was typed are facts about the citizen now, and theirs to see who live where the citizen does.
    Raises NotAProfessional, PerhapsKnown, NotVisible and what `accept` raises.
    """
    on = day_of(at)
    draft = Draft.objects.select_for_update().get(pk=draft.pk, typed_by_id=viewer.user_id)
    if draft.used_at is not None:
        return acting_for(viewer, UUID(draft.chosen["citizen"]), way=Way.PHONE, on=on).citizen
    typed, way = draft.answers, Way(draft.answers["way"])
    contact = {name: typed[name] for name in CONTACT}
    answers = answers_of(draft)
    here = _own_organisation(viewer, municipality_of(home_area(answers.postal_code)), on)
    same = draft.chosen.get("same", "")
    if not same:
        known = known_already(viewer, contact=contact, postal_code=answers.postal_code, on=on)
        if known:
            raise PerhapsKnown(known)
    if same and same != NEW:
        citizen = acting_for(viewer, UUID(same), way=way, on=on).citizen
    else:
        citizen = register_citizen(
            display_name=first_name(contact["full_name"]),
            language=draft.language,
            organisation=here,
            by=viewer.writing_down(way),
            at=at,
        )
    accept(viewer=viewer.writing_down(way), citizen=citizen, draft=draft, key=key, contact=contact, at=at)
    draft.refresh_from_db()
    draft.answers = {}
    draft.chosen = {"citizen": str(citizen.pk), "way": way.value, "at": at.isoformat()}
    draft.save(update_fields=["answers", "chosen"])
    return citizen


NEW = "new"


def say_who(*, viewer: Viewer, draft: Draft, same: UUID | None, at: datetime) -> Draft:
    """Whether the person on the phone is a citizen who is here already, or a new one. Raises NotVisible, DraftUsed."""
    if same is not None and not in_care(viewer, on=day_of(at)).filter(pk=same).exists():
        raise NotVisible(f"No citizen {same} for {viewer.name} to write for.")
    return choose(draft=draft, choice={**draft.chosen, "same": str(same) if same else NEW}, at=at)


def _own_organisation(viewer: Viewer, home: Organisation, on: date) -> Organisation:
    """Where the viewer works: the citizen's own municipality when they work there, else the first. Raises NotAProfessional."""
    mine = organisations_of(viewer, "professional", on)
    if not mine:
        raise NotAProfessional(f"{viewer.name} is no professional on {on}.")
    return home if home.pk in mine else Organisation.objects.get(pk=mine[0])


@transaction.atomic
def correct_contact(*, acting: Acting, contact: Mapping[str, Any], at: datetime) -> Contact:
    """Name, phone or e-mail as the citizen says they are. The name a group sees follows, where it was the first name."""
    old = newest_contact(acting.citizen)
    new = record_contact(citizen=acting.citizen, at=at, **{name: str(contact[name]) for name in CONTACT})
    if old is not None and acting.citizen.display_name == first_name(old.full_name):
        rename_citizen(citizen=acting.citizen, display_name=first_name(new.full_name), by=acting.viewer, at=at)
    note_on_behalf(by=acting.viewer, citizen_id=acting.citizen.pk, act="contact", about=new, at=at)
    return new


def sight_ends_on(viewer: Viewer, citizen: Citizen, *, on: date) -> date | None:
    """The last day on which the viewer sees the citizen; None when no end is known."""
    here = replace(viewer, orgs=organisations_of(viewer, "professional", on))
    ends = [r.during.upper for r in current_relations(here, scope="care").filter(citizen=citizen)]
    return None if not ends or None in ends else max(ends) - timedelta(days=1)
