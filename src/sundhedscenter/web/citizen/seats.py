"""A seat's day, time, place and people in words: shared by My way, the slip, and the page of a held seat."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from sundhedscenter.catalogue.wording import in_language
from sundhedscenter.core import week
from sundhedscenter.groups.models import Group
from sundhedscenter.journey.labels import FORM_LABELS
from sundhedscenter.web.dates import clock_text, moment_text

type Fact = tuple[str, str]


def place_words(group: Group) -> str:
    """Where: name and address, or the video room."""
    if group.place is None:
        return gettext("På video, hjemme hos dig selv")
    return address(group.place.name, f"{group.place.address}, {group.place.postal_code}")


def address(name: str, rest: str) -> str:
    """Name and address; a name that the address repeats is said once."""
    if rest.startswith(name):
        return rest
    return f"{name}, {rest}" if name else ""


def group_facts(group: Group, *, first_at: datetime | None, language: str, begun: bool = False) -> tuple[Fact, ...]:
    """What one must know to come: first time, every week, form, place, way there, leader, what to bring."""
    track = group.track
    facts = [
        (gettext("Næste gang") if begun else gettext("Første gang"), moment_text(first_at) if first_at else ""),
        (gettext("Hver uge"), week.describe_hours(group.slot_mask, say=gettext)),
        (gettext("Varer"), gettext("%(minutes)s minutter") % {"minutes": track.session_minutes}),
        (gettext("Form"), str(FORM_LABELS[group.form])),
        (gettext("Sted"), place_words(group)),
        (gettext("Vejen derhen"), in_language(group.place, "travel", language) if group.place else ""),
        (gettext("Leder"), f"{group.leader.display_name}, {group.leader_organisation.name}"),
        (gettext("Tag med"), in_language(track, "bring", language)),
        (gettext("Ring, hvis du ikke kan komme"), group.leader.phone or settings.CENTRE_PHONE),
    ]
    return tuple(fact for fact in facts if fact[1])


def room_words(opens_at: datetime, phone: str) -> str:
    """When a video room opens, and whom to phone when it does not."""
    return gettext("Rummet åbner %(time)s. Kommer du ikke ind, så ring %(phone)s.") % {
        "time": clock_text(opens_at),
        "phone": phone,
    }
