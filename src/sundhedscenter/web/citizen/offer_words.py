"""The words of an offer's public page: from its facts to lines, lists and sentences. Nothing is decided or read here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from sundhedscenter.catalogue.models import Offer, Variant
from sundhedscenter.catalogue.reach import ANY_TIME, WITHOUT_TRAVEL
from sundhedscenter.catalogue.vocabulary import WayIn
from sundhedscenter.core import week
from sundhedscenter.evaluation.measures.definitions import stage_days
from sundhedscenter.evaluation.queries import Result
from sundhedscenter.journey.offer_page import OfferPage, PlaceLine, Start
from sundhedscenter.journey.proposals.reasons import shown_km
from sundhedscenter.partnership.models import Organisation, Responsibility
from sundhedscenter.partnership.spans import Span
from sundhedscenter.web.citizen.cards import form_name, price
from sundhedscenter.web.coordinator.words import quarter_name
from sundhedscenter.web.dates import moment_text
from sundhedscenter.web.languages import language_name
from sundhedscenter.web.staff.words import year_day

SHOWN_STARTS = 6
HOST_KINDS = ("municipality",)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the reader's language; `lang` says which it is in where nobody has written it in theirs."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


def in_words(row: object, field: str) -> Words:
    """English for an English page where there is any, else Danish that says it is Danish."""
    danish = Words(str(getattr(row, f"{field}_da")))
    if (get_language() or "da") != "en":
        return danish
    english = str(getattr(row, f"{field}_en"))
    return Words(english) if english or not danish.text else Words(danish.text, "da")


def listed(words: Sequence[str]) -> str:
    """ "a, b og c"."""
    *first, last = words or [""]
    return gettext("%(this)s og %(that)s") % {"this": ", ".join(first), "that": last} if first else last


def lowered(word: str) -> str:
    return word[:1].lower() + word[1:]


def variant_lines(variants: Sequence[Variant]) -> list[tuple[str, str, str]]:
    """Form, length and price of each way to take part."""
    return [
        (
            form_name(variant.form),
            gettext("%(minutes)s minutter") % {"minutes": variant.minutes},
            price(_kroner(variant.cost_dkk)),
        )
        for variant in variants
    ]


def cost_text(variants: Sequence[Variant]) -> str:
    """ "Gratis", "25 kr." or "0 til 25 kr."."""
    costs = sorted({_kroner(variant.cost_dkk) for variant in variants})
    if len(costs) < 2:
        return price(costs[0] if costs else 0)
    return gettext("%(least)s til %(most)s kr.") % {"least": costs[0], "most": costs[-1]}


def _kroner(cost: Any) -> int:
    return int(-(-cost // 1))


def start_line(start: Start) -> dict[str, Any]:
    """A group one can begin in: when, how often, where, how many seats."""
    coming = start.coming
    return {
        "group": str(coming.group_id),
        "when": moment_text(coming.starts_at),
        "weekly": week.describe_hours(coming.slot_mask, say=gettext),
        "where": start.where.place.name if start.where else gettext("På video, hjemme hos dig selv"),
        "way": _way(start.where),
        "left": free_seats(coming.seats_left),
        "running": start.is_running,
        "language": "" if coming.language == "da" else language_name(coming.language),
    }


def free_seats(count: int) -> str:
    return ngettext("%(n)s ledig plads", "%(n)s ledige pladser", count) % {"n": count}


def _way(line: PlaceLine | None) -> str:
    km = shown_km(line.km) if line else None
    return gettext("cirka %(km)s km fra dig") % {"km": km} if km else ""


def place_line(line: PlaceLine) -> dict[str, Any]:
    place = line.place
    return {
        "name": place.name,
        "address": f"{place.address}, {place.postal_code}" if place.address else place.postal_code,
        "way": _way(line),
        "step_free": gettext("Uden trin") if place.step_free else gettext("Der er trin ved indgangen"),
        "travel": in_words(place, "travel"),
    }


def places_by_use(page: OfferPage) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Where one goes now, and where a new group may meet. Without groups, all places are of the first kind."""
    if page.offer.track_id is None:
        return [place_line(line) for line in page.places], []
    met_at = {start.where.place.pk for start in page.starts if start.where}
    now = [place_line(line) for line in page.places if line.place.pk in met_at]
    return now, [place_line(line) for line in page.places if line.place.pk not in met_at]


def ages_text(offer: Offer) -> str:
    """ "fra 65 år", "16 til 29 år"; empty for all ages."""
    if offer.min_age is not None and offer.max_age is not None:
        return gettext("%(first)s til %(last)s år") % {"first": offer.min_age, "last": offer.max_age}
    if offer.min_age is not None:
        return gettext("Fra %(first)s år") % {"first": offer.min_age}
    return gettext("Til og med %(last)s år") % {"last": offer.max_age} if offer.max_age is not None else ""


def without_travel(page: OfferPage) -> str:
    """The forms one can take part in from home; empty when there are none."""
    forms = [variant.form for variant in page.variants if variant.form in WITHOUT_TRAVEL]
    return listed([lowered(form_name(form)) for form in forms])


def outside_hours(page: OfferPage) -> str:
    """What there is before 8, from 16 or at the weekend; empty when nothing is."""
    offer = page.offer
    mask = offer.slot_mask & week.OUTSIDE_OFFICE_HOURS
    for start in page.starts:
        mask |= start.coming.slot_mask & week.OUTSIDE_OFFICE_HOURS
    said = [week.describe_hours(mask, say=gettext)] if mask else []
    free = [lowered(form_name(variant.form)) for variant in page.variants if variant.form in ANY_TIME]
    if free:
        said.append(gettext("%(forms)s, når det passer dig") % {"forms": listed(free)})
    return "; ".join(said)


def ways_in(offer: Offer) -> list[str]:
    """How one comes to the offer, a sentence each."""
    said = {
        WayIn.SELF: gettext("Du kan selv melde dig."),
        WayIn.GP: gettext("Du kan komme med gennem din læge."),
        WayIn.HOSPITAL: gettext("Du kan komme med gennem hospitalet."),
        WayIn.MUNICIPALITY: gettext("Du kan komme med gennem din kommune."),
    }
    return [said[WayIn(way)] for way in offer.ways_in]


def responsible_lines(page: OfferPage, on: date) -> list[str]:
    """Who gives the offer and who answers for it, today and from which day next."""
    operator, authority = Responsibility.OPERATOR, Responsibility.AUTHORITY
    said = [
        sentence % {"body": body}
        for role, sentence in (
            (operator, gettext("%(body)s står for tilbuddet.")),
            (authority, gettext("%(body)s har ansvaret for, at du kan få det.")),
        )
        if (body := _body(page, role, on))
    ]
    said = said or [gettext("%(body)s står for tilbuddet.") % {"body": page.offer.organisation.name}]
    turns = {
        operator: gettext("Fra %(day)s står %(body)s for tilbuddet."),
        authority: gettext("Fra %(day)s har %(body)s ansvaret for, at du kan få det."),
    }
    for role, sentence in turns.items():
        for span in page.roles.get(role, ()):
            if span.begin > on:
                said.append(sentence % {"day": year_day(span.begin), "body": lowered_host(page, role, span)})
    return said


def _body(page: OfferPage, role: str, on: date) -> str:
    span = next((span for span in page.roles.get(role, ()) if span.covers(on)), None)
    if span is None:
        return ""
    name = lowered_host(page, role, span)
    return name[:1].upper() + name[1:]


def lowered_host(page: OfferPage, role: str, span: Span) -> str:
    """The organisation's name. A host municipality that answers stands for the one where each citizen lives."""
    body: Organisation = page.bodies[span.organisation_id]
    stands_for_all = role == Responsibility.AUTHORITY and body.pk == page.offer.organisation_id
    return gettext("den kommune, du bor i,") if stands_for_all and body.kind in HOST_KINDS else body.name


def result_lines(results: Sequence[Result]) -> list[str]:
    """ "Af 100, der spurgte i 2. kvartal 2026, begyndte 56 inden for 14 dage."."""
    days: Mapping[str, int] = stage_days()
    sentences = {
        "first_step": gettext("Af %(asked)s, der spurgte i %(quarter)s, begyndte %(reached)s inden for %(days)s dage."),
        "dose_reached": gettext("Af %(asked)s, der spurgte i %(quarter)s, nåede %(reached)s det meste af forløbet."),
    }
    return [
        sentences[result.stage]
        % {
            "asked": result.asked,
            "reached": result.reached,
            "quarter": quarter_name(result.period),
            "days": days[result.stage],
        }
        for result in results
    ]
