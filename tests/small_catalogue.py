"""A catalogue of one track in two forms at one place, for tests that need a journey but not all of `content/`."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import (
    Module,
    Offer,
    OfferResponsibility,
    Place,
    PostalArea,
    Programme,
    Track,
    TrackModule,
    Variant,
)
from sundhedscenter.partnership.models import Organisation

ALWAYS = DateRange(date(2020, 1, 1), None)
TOWNS = (
    ("lemvig", "0665", "7620", 56.55, 8.31),
    ("struer", "0671", "7600", 56.49, 8.59),
    ("holstebro", "0661", "7500", 56.36, 8.62),
    ("skive", "0779", "7800", 56.57, 9.03),
    ("ringkoebing-skjern", "0760", "6950", 56.09, 8.24),
)
WAIT_ON_VIDEO = "waiting:core|group_video|"


def make() -> None:
    """Five municipalities, track `core` (8 weekly meetings, an entry at each), offered by video and in Lemvig."""
    for code, municipality, postal_code, lat, lon in TOWNS:
        name = f"{code.title()} Kommune"
        Organisation.objects.create(
            code=code, name=name, kind="municipality", municipality_code=municipality, valid=ALWAYS
        )
        PostalArea.objects.create(code=postal_code, name=code.title(), municipality_code=municipality, lat=lat, lon=lon)
    lemvig = Organisation.objects.get(code="lemvig")
    programme = Programme.objects.create(code="common", version="2026.1", name_da="Fælles", name_en="Common")
    track = Track.objects.create(
        code="core",
        name_da="Grundhold",
        name_en="Core group",
        summary_da="Et hold.",
        summary_en="A group.",
        bring_da="Tag vand med.",
        bring_en="Bring water.",
        weeks=8,
        sessions_per_week=1,
        session_minutes=60,
        size_min=4,
        size_ideal=8,
        size_max=12,
        rolling_entry=True,
        gentle=True,
        topics=["kol", "type2", "heart", "unsure"],
        forms=["group_site", "group_video"],
    )
    for position in range(1, 9):
        module = Module.objects.create(
            code=f"core-{position}", name_da=f"Emne {position}", name_en=f"Theme {position}", minutes=60, theme="coping"
        )
        TrackModule.objects.create(track=track, position=position, module=module, is_entry=True)
    place = Place.objects.create(
        code="lemvig-hus",
        name="Lemvig Hus",
        organisation=lemvig,
        address="Torvet 1",
        postal_code="7620",
        municipality_code="0665",
        lat=56.55,
        lon=8.31,
        step_free=True,
        travel_da="Bus 1",
        travel_en="Bus 1",
    )
    offer = Offer.objects.create(
        code="grundhold",
        name_da="Grundhold",
        name_en="Core group",
        summary_da="Et hold.",
        summary_en="A group.",
        organisation=lemvig,
        topics=track.topics,
        programme=programme,
        track=track,
        first_lesson="start",
        join_da="Ring.",
        join_en="Call.",
        task="patient_directed_prevention",
        stage="operation",
    )
    offer.places.add(place)
    Variant.objects.bulk_create(
        Variant(offer=offer, form=form, minutes=60)
        for form in ("group_site", "group_video", "alone_online", "phone", "paper")
    )
    OfferResponsibility.objects.bulk_create(
        OfferResponsibility(offer=offer, role=role, organisation=lemvig, during=ALWAYS)
        for role, _name in OfferResponsibility.ROLES
    )
