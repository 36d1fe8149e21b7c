"""The closed lists of the catalogue as taxonomies: what it is about, which part of the work, which form, which way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

from django.db.models import Q, TextChoices

from sundhedscenter.catalogue.models import Offer, Variant
from sundhedscenter.catalogue.vocabulary import Area, Form, Topic, WayIn
from sundhedscenter.interop.hsds.ids import number_of
from sundhedscenter.interop.hsds.shapes import Attribute, Taxonomy, TaxonomyTerm

VERSION = "1"


@dataclass(frozen=True, slots=True)
class List:
    """One closed list. `link_type`: what its terms say of a service, in the words of the standard."""

    code: str
    name: str
    about: str
    link_type: str
    terms: type[TextChoices]

    @property
    def number(self) -> str:
        return number_of("taxonomy", self.code)

    def term_number(self, code: str) -> str:
        return number_of("taxonomy_term", self.code, code)


LISTS: Final = (
    List("topic", "Emne", "Det, som borgeren siger, at det handler om. Ikke en diagnose.", "service_type", Topic),
    List("area", "Område", "Den del af kommunens arbejde, som tilbuddet hører til.", "service_category", Area),
    List("form", "Form", "Måden, man er med på.", "delivery", Form),
    List("way_in", "Vej ind", "Hvordan man kommer til tilbuddet.", "referral", WayIn),
)


def taxonomy(of: List) -> Taxonomy:
    return Taxonomy(id=of.number, name=of.name, description=of.about, version=VERSION)


def term(of: List, code: str) -> TaxonomyTerm:
    label = str(of.terms(code).label)
    return TaxonomyTerm(
        id=of.term_number(code),
        code=code,
        name=label,
        description=label,
        taxonomy=of.code,
        taxonomy_id=of.number,
        taxonomy_detail=taxonomy(of),
        language="da",
    )


@cache
def known_terms() -> dict[str, tuple[List, str]]:
    """List and code of each term, by number."""
    return {of.term_number(code): (of, code) for of in LISTS for code in of.terms.values}


def list_with(number: UUID) -> List | None:
    return next((of for of in LISTS if of.number == str(number)), None)


def carrying(of: List, codes: Sequence[str]) -> Q:
    """Offers that carry one of these terms."""
    if of.code == "topic":
        return Q(topics__overlap=list(codes))
    if of.code == "area":
        return Q(area__in=codes)
    if of.code == "way_in":
        return Q(ways_in__overlap=list(codes))
    return Q(pk__in=Variant.objects.filter(form__in=codes).order_by().values("offer_id"))


def attributes(offer: Offer) -> list[Attribute]:
    """What the offer carries, list by list; a form has its minutes as value. The offer has its variants with it."""
    minutes = {variant.form: variant.minutes for variant in offer.variants.all()}
    carried = {"topic": offer.topics, "area": [offer.area], "form": sorted(minutes), "way_in": offer.ways_in}
    return [_attribute(offer, of, code, minutes) for of in LISTS for code in carried[of.code]]


def _attribute(offer: Offer, of: List, code: str, minutes: Mapping[str, int]) -> Attribute:
    answer = Attribute(
        id=number_of("attribute", offer.hsds_id, of.code, code),
        link_id=str(offer.hsds_id),
        link_type=of.link_type,
        link_entity="service",
        taxonomy_term_id=of.term_number(code),
        taxonomy_term=term(of, code),
    )
    if of.code == "form":
        answer["value"] = str(minutes[code])
    return answer
