"""What the database knows that an import must meet: organisations, places, postal codes, offers and their versions."""

from dataclasses import dataclass

from pydantic import ValidationError

from sundhedscenter.catalogue import models
from sundhedscenter.catalogue.importing import house
from sundhedscenter.catalogue.importing.planning import Known
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.vocabulary import Origin, Stage
from sundhedscenter.partnership.models import Organisation


@dataclass(frozen=True)
class Here:
    """`known` by origin key; `own` codes by number in open data."""

    house: house.House
    known: dict[str, Known]
    own: dict[str, str]


def read_here() -> Here:
    """Six queries, however many rows."""
    brought = models.Offer.objects.filter(origin=Origin.IMPORT).exclude(origin_key="")
    others = models.Offer.objects.exclude(origin=Origin.IMPORT)
    return Here(
        house=_house(),
        known=_known(list(brought.order_by("code"))),
        own={str(number): code for number, code in others.values_list("hsds_id", "code")},
    )


def postal_areas() -> dict[str, house.PostalArea]:
    rows = models.PostalArea.objects.values_list("code", "municipality_code", "lat", "lon")
    return {code: house.PostalArea(municipality, lat, lon) for code, municipality, lat, lon in rows}


def _house() -> house.House:
    organisations = Organisation.objects.order_by("code").values_list("name", "sor_id", "cvr", "code")
    places = models.Place.objects.order_by("code").select_related("organisation")
    return house.House(
        postal_areas=postal_areas(),
        organisations=[
            house.Organisation(name=name, sor=sor, cvr=cvr, code=code) for name, sor, cvr, code in organisations
        ],
        places=[_place(row) for row in places],
        offer_codes=set(models.Offer.objects.values_list("code", flat=True)),
    )


def _place(row: models.Place) -> house.Place:
    return house.Place(
        name=row.name,
        address=row.address,
        postal_code=row.postal_code,
        municipality_code=row.municipality_code,
        lat=row.lat,
        lon=row.lon,
        approximate=row.approximate,
        step_free=row.step_free,
        outdoors=row.outdoors,
        travel=row.travel_da,
        organisation=row.organisation.code,
        code=row.code,
    )


def _known(offers: list[models.Offer]) -> dict[str, Known]:
    newest: dict[int, object] = {}
    spoken: set[int] = set()
    rows = models.OfferVersion.objects.filter(offer__in=offers).order_by("offer_id", "number")
    for offer_id, document, author in rows.values_list("offer_id", "document", "written_by_id"):
        newest[offer_id] = document
        if author is not None:
            spoken.add(offer_id)
    return {
        offer.origin_key: Known(
            offer.code, _document(newest.get(offer.pk)), offer.pk in spoken, offer.stage == Stage.RETIRED
        )
        for offer in offers
    }


def _document(stored: object) -> Document | None:
    """None for one of an older shape: what comes in is then something new."""
    try:
        return Document.model_validate(stored)
    except ValidationError:
        return None
