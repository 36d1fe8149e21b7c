"""One service -> what an offer is made of. Pure: no database, no codes of the house yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from sundhedscenter.catalogue.importing import values
from sundhedscenter.catalogue.importing.house import Organisation, Place, PostalArea
from sundhedscenter.catalogue.importing.nodes import Node
from sundhedscenter.catalogue.importing.parties import (
    is_virtual,
    locations_of,
    organisation_of,
    phone_of,
    place_of,
)
from sundhedscenter.catalogue.importing.plain_text import one_line, paragraphs
from sundhedscenter.catalogue.importing.telling import Telling, Where
from sundhedscenter.catalogue.importing.terms import Terms, languages_of, municipalities_of, terms_of
from sundhedscenter.catalogue.importing.times import Times, times_of

STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
DEFAULT_MINUTES: Final = 60
MAX_PRICE: Final = 100_000
JOIN: Final = "Kontakt dem, der holder tilbuddet."


@dataclass(frozen=True)
class Found:
    """A right service. `fields` are those of the document that need no code of the house."""

    number: str
    where: Where
    name: str
    organisation: Organisation
    places: tuple[Place, ...]
    fields: Mapping[str, Any]
    node: Node


@dataclass(frozen=True)
class Gone:
    """A service that the source no longer runs."""

    number: str
    where: Where


# From which field of the file each field of the document comes.
FIELD_OF: Final[Mapping[str, str]] = {
    "name": "name", "summary": "description", "happens": "description", "for_whom": "eligibility_description",
    "join": "application_process", "times": "schedules", "slot_mask": "schedules", "variants": "cost_options",
    "languages": "languages", "municipalities": "service_areas", "min_age": "minimum_age", "max_age": "maximum_age",
    "phone": "phones", "email": "email", "website": "url", "checked_on": "assured_date", "keywords": "alternate_name",
    "topics": "attributes", "area": "attributes", "ways_in": "attributes",
}  # fmt: skip


def map_service(
    service: Node, *, areas: Mapping[str, PostalArea], today: date, telling: Telling
) -> Found | Gone | None:
    """None when something is wrong; all that is wrong is told."""
    before = len(telling.mistakes)
    number = values.needed(service, "id", telling, most=100, least=1)
    status = values.one_of(service, "status", STATUSES, telling, default="active")
    if status != "active" and len(telling.mistakes) == before:
        return Gone(number, service.where("id"))
    organisation = organisation_of(service, telling)
    locations = locations_of(service, telling)
    places = [place for location in locations if (place := place_of(location, areas, telling)) is not None]
    fields = _fields(service, locations, bool(places), today, telling)
    if len(telling.mistakes) > before or organisation is None:
        return None
    where = service.where("id")
    return Found(number, where, fields["name"]["da"], organisation, tuple(places), fields, service)


def _fields(service: Node, locations: list[Node], has_place: bool, today: date, telling: Telling) -> dict[str, Any]:
    terms = terms_of(service, telling)
    times = times_of(_schedules(service), today=today, telling=telling)
    summary, happens = paragraphs(values.needed(service, "description", telling, lines=True))
    phones = [service, *service.many("service_at_locations"), *locations]
    if organisation := service.one("organization"):
        phones.append(organisation)
    number = phone_of(phones, telling)
    youngest, oldest = _ages(service, telling)
    forms = terms.of("form") or [_form(locations, has_place, telling)]
    prices = _prices(service, forms, today, telling)
    fields: dict[str, Any] = {
        "name": {"da": values.needed(service, "name", telling, most=120)},
        "summary": {"da": one_line(summary)},
        "happens": {"da": _with_fees(service, happens, prices, telling)},
        "for_whom": {"da": values.text(service, "eligibility_description", telling, lines=True)},
        "join": {"da": values.text(service, "application_process", telling, lines=True) or JOIN},
        "times": {"da": times.words},
        "slot_mask": times.slot_mask,
        "variants": _variants(forms, terms, times, prices),
        "languages": languages_of(service, telling),
        "municipalities": municipalities_of(service, terms.of("municipality"), telling),
        "topics": terms.of("topic"),
        "ways_in": terms.of("way_in") or ["self"],
        "keywords": _keywords(service, terms, telling),
        "min_age": youngest,
        "max_age": oldest,
        "phone": number,
        "email": values.email(service, "email", telling),
        "website": _website(service, telling),
        "checked_on": _checked_on(service, today, telling),
    }
    if areas := terms.of("area"):
        fields["area"] = areas[0]
    return fields


def _schedules(service: Node) -> list[Node]:
    at_places = [schedule for at in service.many("service_at_locations") for schedule in at.many("schedules")]
    return [*service.many("schedules"), *at_places]


def _form(locations: list[Node], has_place: bool, telling: Telling) -> str:
    if has_place:
        return "group_site"
    return "group_video" if any(is_virtual(location, telling) for location in locations) else "phone"


def _variants(forms: list[str], terms: Terms, times: Times, prices: Mapping[str, int]) -> list[dict[str, Any]]:
    minutes = times.minutes or DEFAULT_MINUTES
    return [
        {"form": form, "minutes": terms.minutes.get(form, minutes), "cost_dkk": prices.get(form, prices.get("", 0))}
        for form in forms
    ]


def _with_fees(service: Node, happens: str, prices: Mapping[str, int], telling: Telling) -> str:
    """Where no price in kroner holds, what the source says of money stands in the text: nobody is told it is free."""
    if prices:
        return happens
    told = values.text(service, "fees_description", telling) or values.text(service, "fees", telling)
    if service.many("cost_options"):
        telling.note(service.where("cost_options"), "no price in kroner holds today: let an editor write the price.")
    return "\n\n".join(part for part in (happens, f"Pris: {told}" if told else "") if part)


def _prices(service: Node, forms: list[str], today: date, telling: Telling) -> dict[str, int]:
    """By form; "" is the price of the forms that have none of their own."""
    prices: dict[str, int] = {}
    for option in service.many("cost_options"):
        if not _is_valid(option, today, telling):
            continue
        amount = values.number(option, "amount", telling)
        if amount is None:
            continue
        currency = values.text(option, "currency", telling).upper()
        if currency not in ("", "DKK", "KR", "KR."):
            telling.note(option.where("currency"), f"the price is in {currency}, not in kroner; left out.")
            continue
        if not 0 <= amount <= MAX_PRICE:
            mend = f"Write kroner from 0 to {MAX_PRICE}."
            telling.wrong(option.where("amount"), amount, "is not a price.", mend)
            continue
        named = values.text(option, "option", telling).lower()
        form = named if named in forms else ""
        prices[form] = max(prices.get(form, 0), _kroner(option, amount, telling))
    return prices


def _kroner(option: Node, amount: Decimal, telling: Telling) -> int:
    whole = int(amount.to_integral_value(ROUND_CEILING))
    if whole != amount:
        telling.note(option.where("amount"), f"prices are whole kroner: {amount} is written as {whole}.")
    return whole


def _is_valid(option: Node, today: date, telling: Telling) -> bool:
    begins, ends = values.day(option, "valid_from", telling), values.day(option, "valid_to", telling)
    if (begins is None or begins <= today) and (ends is None or ends >= today):
        return True
    telling.note(option.where("valid_to" if ends else "valid_from"), f"this price does not hold on {today}; left out.")
    return False


def _ages(service: Node, telling: Telling) -> tuple[int | None, int | None]:
    youngest = values.whole(service, "minimum_age", telling, low=0, high=120)
    oldest = values.whole(service, "maximum_age", telling, low=0, high=120)
    if youngest is not None and oldest is not None and youngest > oldest:
        mend = "Change the two round, or leave one empty."
        telling.wrong(service.where("minimum_age"), youngest, f"is above maximum_age {oldest}.", mend)
    return youngest, oldest


def _website(service: Node, telling: Telling) -> str:
    """The organisation's own page where the file tells one beside the page of the directory."""
    own = [values.website(row, "url", telling) for row in service.many("additional_urls")]
    return next((address for address in own if address), "") or values.website(service, "url", telling)


def _keywords(service: Node, terms: Terms, telling: Telling) -> list[str]:
    other = values.text(service, "alternate_name", telling)
    return [word for word in dict.fromkeys([*terms.of("keyword"), other]) if word and len(word) <= 60]


def _checked_on(service: Node, today: date, telling: Telling) -> str | None:
    found = values.day(service, "assured_date", telling)
    if found is not None and found > today:
        mend = "Write the day on which somebody last read it through."
        telling.wrong(service.where("assured_date"), found, "lies in the future.", mend)
    return found.isoformat() if found else None
