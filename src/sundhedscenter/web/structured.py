"""What search engines read of a page: schema.org as JSON-LD, a block of data that no browser runs.

It says what the page says, in the page's language, and names nobody who leads a group.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from sundhedscenter.catalogue.models import Offer, Place, Variant
from sundhedscenter.core import week
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.journey.offer_page import OfferPage, Start
from sundhedscenter.web.citizen.cards import form_name
from sundhedscenter.web.citizen.offer_words import in_words

SCHEMA = "https://schema.org"
EVENTS = 6
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# No text can end the block or begin another.
_ONLY_SIGNS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def block(found: Mapping[str, Any]) -> SafeString:
    """The element. Of a type that is no script, so the page's security policy has nothing to refuse."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(_ONLY_SIGNS)
    # The only markup is ours: every sign that could be some was written as an escape of JSON.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@lru_cache(maxsize=16)
def site_markup(*, front: str, offers: str, language: str) -> SafeString:
    """The centre and its search, for the front page. Both addresses are absolute. Everybody asks: it is made once."""
    centre = {"@type": "Organization", "@id": f"{front}#centre", "name": settings.CENTRE_NAME, "url": front}
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{offers}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    site = {
        "@type": "WebSite",
        "name": settings.CENTRE_NAME,
        "url": front,
        "inLanguage": language,
        "publisher": {"@id": f"{front}#centre"},
        "potentialAction": search,
    }
    return block({"@context": SCHEMA, "@graph": [centre, site]})


def offer_markup(page: OfferPage, *, address: str) -> SafeString:
    """The offer as a service, and each coming start with a free seat as an event."""
    offer = page.offer
    service = {
        "@type": "Service",
        "@id": f"{address}#service",
        "name": in_words(offer, "name").text,
        "description": in_words(offer, "summary").text,
        "url": address,
        "inLanguage": offer.languages,
        "provider": {"@type": "Organization", "name": offer.organisation.name},
        "isAccessibleForFree": not any(variant.cost_dkk for variant in page.variants),
        "offers": [_price(variant, address) for variant in page.variants],
    }
    if ages := _ages(offer):
        service["audience"] = {"@type": "PeopleAudience", **ages}
    if page.places:
        service["areaServed"] = [_place(line.place) for line in page.places]
    events = [_event(start, page, address) for start in page.starts[:EVENTS]]
    return block({"@context": SCHEMA, "@graph": [service, *events]})


def _event(start: Start, page: OfferPage, address: str) -> dict[str, Any]:
    coming, offer = start.coming, page.offer
    price = next((variant for variant in page.variants if variant.form == coming.form), None)
    mode = "Offline" if start.where else "Online"
    begins = coming.starts_at.astimezone(COPENHAGEN)
    found = {
        "@type": "Event",
        "name": in_words(offer, "name").text,
        "description": in_words(offer, "summary").text,
        "url": address,
        "startDate": begins.isoformat(),
        "endDate": (begins + timedelta(minutes=coming.minutes)).isoformat(),
        "eventStatus": f"{SCHEMA}/EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}/{mode}EventAttendanceMode",
        "eventSchedule": _schedules(start),
        "location": _place(start.where.place) if start.where else {"@type": "VirtualLocation", "url": address},
        "organizer": {"@type": "Organization", "name": offer.organisation.name},
        "inLanguage": coming.language,
        "maximumAttendeeCapacity": coming.seats,
        "remainingAttendeeCapacity": coming.seats_left,
        "about": {"@id": f"{address}#service"},
    }
    if price is not None:
        found["isAccessibleForFree"] = not price.cost_dkk
        found["offers"] = {**_price(price, address), "availability": f"{SCHEMA}/InStock"}
    return found


def _schedules(start: Start) -> list[dict[str, Any]]:
    """One for each hour of the week at which the group meets."""
    coming = start.coming
    hours: dict[int, list[str]] = {}
    for slot in week.slots_from_mask(coming.slot_mask):
        hours.setdefault(slot.hour, []).append(f"{SCHEMA}/{DAYS[slot.weekday]}")
    return [
        {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "byDay": days,
            "startDate": coming.starts_at.astimezone(COPENHAGEN).date().isoformat(),
            "endDate": coming.last_at.astimezone(COPENHAGEN).date().isoformat(),
            "startTime": f"{hour:02}:00",
            "duration": f"PT{coming.minutes}M",
            "scheduleTimezone": "Europe/Copenhagen",
        }
        for hour, days in sorted(hours.items())
    ]


def _price(variant: Variant, address: str) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "name": form_name(variant.form),
        "price": f"{variant.cost_dkk:.2f}",
        "priceCurrency": "DKK",
        "url": address,
    }


def _place(place: Place) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "postalCode": place.postal_code, "addressCountry": "DK"}
    if place.address:
        address["streetAddress"] = place.address
    return {"@type": "Place", "name": place.name, "address": address}


def _ages(offer: Offer) -> dict[str, int]:
    found = {"suggestedMinAge": offer.min_age, "suggestedMaxAge": offer.max_age}
    return {name: age for name, age in found.items() if age is not None}
