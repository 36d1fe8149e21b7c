"""Offers and groups for tests of open data. Call with the owner's rights."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sundhedscenter.catalogue.models import Offer, OfferResponsibility, Place, Track, Variant
from sundhedscenter.catalogue.publishing import hsds_id_of
from sundhedscenter.core.week import mask_from_slots, next_moment, slot_number
from sundhedscenter.groups.models import Group, Session
from sundhedscenter.partnership.models import Organisation, User
from tests.small_catalogue import ALWAYS

SECRET_LEADER = "Zenobia Leder"


def offer(code: str, **changes: Any) -> Offer:
    """An offer of Lemvig in operation, by phone."""
    lemvig = Organisation.objects.get(code="lemvig")
    given = {
        "hsds_id": hsds_id_of(code),
        "name_da": f"Tilbud {code}",
        "summary_da": "En tekst.",
        "organisation": lemvig,
        "join_da": "Ring.",
        "stage": "operation",
        "changed_at": datetime(2026, 1, 10, 12, 0, tzinfo=UTC),
    }
    made = Offer.objects.create(code=code, **{**given, **changes})
    Variant.objects.create(offer=made, form="phone", minutes=30)
    OfferResponsibility.objects.create(offer=made, role="operator", organisation=lemvig, during=ALWAYS)
    return made


def group(code: str, *, after: datetime, place: Place | None = None, **changes: Any) -> Group:
    """Eight Tuesdays at 17 after the moment, an entry at the second; three of twelve seats taken."""
    mask = mask_from_slots([(1, 17)])
    user, _ = User.objects.get_or_create(
        username="zenobia",
        defaults={"display_name": SECRET_LEADER, "phone": "99 88 77 66", "email": "zenobia@example.org"},
    )
    moments = [next_moment(slot_number(1, 17), after)]
    while len(moments) < 8:
        moments.append(next_moment(slot_number(1, 17), moments[-1]))
    given = {
        "track": Track.objects.get(code="core"),
        "form": "group_site" if place else "group_video",
        "place": place,
        "slot_mask": mask,
        "leader": user,
        "leader_organisation": Organisation.objects.get(code="skive"),
        "size_min": 4,
        "size_ideal": 8,
        "size_max": 12,
        "taken": 3,
        "first_day": date(2026, 1, 1),
        "room_link": "https://rum.example.org/hemmelig",
        "created_at": after - timedelta(days=10),
    }
    made = Group.objects.create(code=code, **{**given, **changes})
    Session.objects.bulk_create(
        Session(group=made, number=number, starts_at=moment, minutes=60, is_entry=number == 2)
        for number, moment in enumerate(moments, 1)
    )
    return made
