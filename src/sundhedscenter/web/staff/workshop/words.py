"""The words of the workshop: fields, values, mends and remarks. Nothing is decided or read here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from sundhedscenter.catalogue.models import Offer, Place, Topic
from sundhedscenter.catalogue.reading import Remark
from sundhedscenter.catalogue.vocabulary import Area, WayIn
from sundhedscenter.catalogue.workshop_rules import WorkshopError
from sundhedscenter.core import week
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.web.citizen.cards import form_name
from sundhedscenter.web.languages import language_name

FIELDS: dict[str, str | Promise] = {
    "name": _("Navn"),
    "summary": _("Kort fortalt"),
    "for_whom": _("For hvem"),
    "happens": _("Det sker der"),
    "times": _("Tider i ord"),
    "join": _("Sådan kommer man med"),
    "organisation": _("Hos"),
    "area": _("Område"),
    "task": _("Opgave"),
    "responsibilities": _("Ansvar fra start"),
    "topics": _("Emner"),
    "programme": _("Program"),
    "track": _("Hold"),
    "places": _("Steder"),
    "variants": _("Former, længde og pris"),
    "slot_mask": _("Tider på ugen"),
    "languages": _("Sprog"),
    "municipalities": _("Hvem må komme"),
    "ways_in": _("Vej ind"),
    "keywords": _("Søgeord"),
    "min_age": _("Yngste alder"),
    "max_age": _("Ældste alder"),
    "first_lesson": _("Første skridt"),
    "phone": _("Telefon"),
    "email": _("E-mail"),
    "website": _("Hjemmeside"),
    "checked_on": _("Læst igennem, før værkstedet"),
    "source": _("Hvor I ved det fra"),
}
# Marked only: the table's own lists say them, and pages translate what they say.
MARKED = (
    gettext_noop("Genoptræning"),
    gettext_noop("Ældre"),
    gettext_noop("Arbejdsmarked"),
    gettext_noop("Psykiatri og handicap"),
    gettext_noop("Børn og unge"),
    gettext_noop("Selv"),
    gettext_noop("Gennem lægen"),
    gettext_noop("Gennem hospitalet"),
    gettext_noop("Gennem kommunen"),
    gettext_noop("Ved ikke endnu"),
)
LANGUAGE_OF_TEXT: dict[str, str | Promise] = {"": "", "da": _("dansk"), "en": _("engelsk")}
MENDS: dict[str, str | Promise] = {
    "ask_the_house": _("Tilbuddet hører til i et andet hus. Bed en redaktør der om at gøre det."),
    "ask_another_house": _("Det er skrevet i dit eget hus. Bed en redaktør i et andet hus om at læse det."),
    "read_the_newest": _("Der er skrevet en nyere udgave. Læs den i stedet."),
    "look_again": _("Nogen har flyttet tilbuddet videre imens. Se, hvor det står nu."),
    "change_something": _("Der er ikke ændret noget, så der er ikke gemt noget."),
    "choose_another_name": _("Der findes et tilbud med næsten samme navn. Vælg et andet navn."),
    "say_why": _("Skriv hvorfor."),
    "choose_an_editor": _("Vælg en redaktør fra tilbuddets eget hus."),
}


def mend(problem: WorkshopError) -> str:
    return str(MENDS[problem.mend])


@dataclass(frozen=True)
class Names:
    """Names of what a document names by code."""

    organisations: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    towns: Mapping[str, str] = field(default_factory=dict)


def names_for(*documents: Mapping[str, Any]) -> Names:
    """The names that these documents use. Three queries."""
    places = {code for document in documents for code in document.get("places") or ()}
    rows = {document.get("organisation", "") for document in documents}
    towns = {code for document in documents for code in document.get("municipalities") or ()}
    return Names(
        dict(Organisation.objects.filter(code__in=rows).values_list("code", "name")),
        dict(Place.objects.filter(code__in=places).values_list("code", "name")),
        dict(
            Organisation.objects.filter(kind="municipality", municipality_code__in=towns).values_list(
                "municipality_code", "name"
            )
        ),
    )


def said(name: str, value: Any, names: Names) -> str:
    """A value as one reads it; empty where there is none."""
    if value in (None, "", [], 0, "0") and name not in ("min_age", "max_age", "municipalities"):
        return ""
    write = WRITERS.get(name)
    if write is not None:
        return write(value, names)
    return "" if value is None else str(value)


def _municipalities(value: Sequence[str], names: Names) -> str:
    return ", ".join(names.towns.get(code, code) for code in value) or gettext("Alle partnernes borgere")


def _variants(value: Sequence[Mapping[str, Any]], names: Names) -> str:
    return "; ".join(
        gettext("%(form)s, %(minutes)s minutter, %(price)s")
        % {"form": form_name(row["form"]), "minutes": row["minutes"], "price": _price(row.get("cost_dkk", 0))}
        for row in value
    )


def _price(kroner: int) -> str:
    return gettext("%(kroner)s kr.") % {"kroner": kroner} if kroner else gettext("gratis")


def _responsibilities(value: Sequence[Mapping[str, Any]], names: Names) -> str:
    return "; ".join(f"{row['role']}: {row['organisation']} {row['from']}" for row in value)


WRITERS: dict[str, Callable[[Any, Names], str]] = {
    "organisation": lambda value, names: names.organisations.get(value, value),
    "area": lambda value, names: gettext(Area(value).label),
    "topics": lambda value, names: ", ".join(gettext(Topic(code).label) for code in value),
    "places": lambda value, names: ", ".join(names.places.get(code, code) for code in value),
    "variants": _variants,
    "slot_mask": lambda value, names: week.describe_parts(value, say=gettext),
    "languages": lambda value, names: ", ".join(language_name(code, capital=True) for code in value),
    "municipalities": _municipalities,
    "ways_in": lambda value, names: ", ".join(gettext(WayIn(code).label) for code in value),
    "keywords": lambda value, names: ", ".join(value),
    "responsibilities": _responsibilities,
}


def remark_text(remark: Remark) -> str:
    name = str(FIELDS.get(remark.field, "")).lower()
    match remark.kind:
        case "heavy":
            return gettext("“%(field)s” er tung at læse (lix %(lix)s, højst 35). Prøv kortere sætninger og ord.") % {
                "field": name,
                "lix": remark.lix,
            }
        case "no_english":
            return gettext("“%(field)s” mangler på engelsk. Siden viser den på dansk.") % {"field": name}
        case "empty":
            return gettext("“%(field)s” er tom.") % {"field": name}
        case "only_travel":
            return gettext("Ingen form uden rejse. Kan det også gives på video eller i telefonen?")
        case "no_contact":
            return gettext("Ingen telefon, e-mail eller hjemmeside. Siden viser centrets telefon.")


def name_of_owner(offer: Offer) -> str:
    return offer.owner.display_name if offer.owner else ""
