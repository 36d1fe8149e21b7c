"""A seat's day, time, place and people in words: shared by My way, the slip, and the page of a held seat."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as say

from sundhedscenter.core import week
from sundhedscenter.groups.models import Group
from sundhedscenter.journey.labels import FORM_LABELS
from sundhedscenter.web.dates import clock_text, moment_text

type Fact = tuple[str, str]


def in_language(row: Any, field: str, language: str) -> str:
    """The row's text in the language of the page."""
    return str(getattr(row, f"{field}_{'en' if language == 'en' else 'da'}"))


def place_words(group: Group) -> str:
    """Where: name and address, or the video room."""
    if group.place is None:
        return say("På video, hjemme hos dig selv")
    return f"{group.place.name}, {group.place.address}, {group.place.postal_code}"


def group_facts(group: Group, *, first_at: datetime | None, language: str) -> tuple[Fact, ...]:
    """What one must know to come: first time, every week, form, place, way there, leader, what to bring."""
    track = group.track
    weekly = say(" og ").join(week.describe_slot(slot, say=say) for slot in week.numbers_from_mask(group.slot_mask))
    facts = [
        (say("Første gang"), moment_text(first_at) if first_at else ""),
        (say("Hver uge"), weekly),
        (say("Varer"), say("%(minutes)s minutter") % {"minutes": track.session_minutes}),
        (say("Form"), str(FORM_LABELS[group.form])),
        (say("Sted"), place_words(group)),
        (say("Vejen derhen"), in_language(group.place, "travel", language) if group.place else ""),
        (say("Leder"), f"{group.leader.display_name}, {group.leader_organisation.name}"),
        (say("Tag med"), in_language(track, "bring", language)),
        (say("Ring, hvis du ikke kan komme"), group.leader.phone or settings.CENTRE_PHONE),
    ]
    return tuple(fact for fact in facts if fact[1])


def room_words(opens_at: datetime, phone: str) -> str:
    """When a video room opens, and whom to phone when it does not."""
    return say("Rummet åbner %(time)s. Kommer du ikke ind, så ring %(phone)s.") % {
        "time": clock_text(opens_at),
        "phone": phone,
    }
