"""Correcting what is held: a new dated row says what is right from now on, and the old one stays as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sundhedscenter.citizens.actions import agree_need_to_know, record_contact
from sundhedscenter.citizens.models import Citizen, NeedToKnow
from sundhedscenter.citizens.queries import newest_contact
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.pathways.models import Goal, Pathway

CONTACT_FIELDS = ("full_name", "phone", "email")


class NothingToCorrect(LookupError):
    """The part has nothing that a correction could be about: a goal needs a pathway."""


def current(citizen: Citizen, part: str) -> dict[str, Any]:
    """The values of a part as they are now, by field."""
    match part:
        case "contact":
            contact = newest_contact(citizen)
            return {name: getattr(contact, name) if contact else "" for name in CONTACT_FIELDS}
        case "name":
            return {"display_name": citizen.display_name}
        case "goal":
            goal = Goal.objects.filter(citizen=citizen).order_by("-created_at", "-id").first()
            return {"text": goal.text if goal else ""}
        case "need_to_know":
            codes = NeedToKnow.objects.filter(citizen=citizen, ended_at=None).order_by("code")
            return {"codes": list(codes.values_list("code", flat=True))}
        case _:
            raise NothingToCorrect(part)


def correct(*, citizen: Citizen, part: str, values: Mapping[str, Any], by: Viewer, at: datetime) -> bool:
    """Write what is right from `at` on. False when it was so already. Raises NothingToCorrect."""
    if dict(values) == current(citizen, part):
        return False
    match part:
        case "contact":
            record_contact(citizen=citizen, at=at, **{name: values[name] for name in CONTACT_FIELDS})
        case "name":
            citizen.display_name = values["display_name"]
            citizen.save(update_fields=["display_name"])
        case "goal":
            pathway = Pathway.objects.filter(citizen=citizen).order_by("-created_at", "-id").first()
            if pathway is None:
                raise NothingToCorrect(part)
            Goal.objects.create(pathway=pathway, citizen=citizen, text=values["text"], created_at=at)
        case _:
            agree_need_to_know(citizen=citizen, codes=set(values["codes"]), at=at)
    return True
