"""Reads what numbers are made of. Counting runs as `system:evaluation`; what comes out of here is not published."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.queries import run_here
from sundhedscenter.catalogue.vocabulary import SHOWN
from sundhedscenter.evaluation.measures.definitions import measure
from sundhedscenter.evaluation.measures.hours import GroupHours
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.measures.variants import OfferForms
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.queries import open_groups


def journeys(*, through: date) -> list[Journey]:
    """One journey per request up to and with the day `through`. Empty for any viewer but the processes that count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM evaluation_journeys(%s, %s)", [through, measure("dose_reached").number("share_of_sessions")]
        )
        return [Journey(*row) for row in cursor.fetchall()]


def group_hours(*, quarter: Quarter) -> list[GroupHours]:
    """Groups that met in the quarter and were not cancelled. Public facts."""
    met = Q(sessions__cancelled_at=None, sessions__starts_at__date__range=(quarter.first, quarter.last))
    groups = Group.objects.filter(met, cancelled_at=None).distinct().order_by("code")
    return [GroupHours(*row) for row in groups.values_list("slot_mask", "size_max", "taken")]


def offer_forms(*, at: datetime) -> list[OfferForms]:
    """Every offer on show that the house has a part in, with its forms, its own weekly times, and those of its track's groups that take people in."""
    masks: dict[int, list[int]] = {}
    for track_id, mask in open_groups(at=at).values_list("track_id", "slot_mask"):
        masks.setdefault(track_id, []).append(mask)
    offers: Iterable[Offer] = run_here().filter(stage__in=SHOWN).prefetch_related("variants")
    return [
        OfferForms(
            code=offer.code,
            name_da=offer.name_da,
            name_en=offer.name_en,
            forms=frozenset(variant.form for variant in offer.variants.all()),
            group_masks=(
                *(masks.get(offer.track_id, ()) if offer.track_id else ()),
                *((offer.slot_mask,) if offer.slot_mask else ()),
            ),
        )
        for offer in offers
    ]
