"""Which offer each part of a plan came from, and who is responsible for it day by day, by the site's own rule."""

from datetime import date

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.catalogue.queries import best_offer, run_here
from sundhedscenter.config.history.rows import Rows
from sundhedscenter.pathways.following import follow
from sundhedscenter.pathways.models import Pathway, PlanItem


def name_offers(rows: Rows, *, using: str) -> None:
    """Before the rows are written: each track and first lesson names its offer."""
    by_part: dict[int | str, list[Offer]] = {}
    for offer in run_here().using(using):
        for part in (offer.track_id, offer.first_lesson):
            if part:
                by_part.setdefault(part, []).append(offer)
    topics = {pathway.pk: pathway.topic for pathway in rows.tables.get(Pathway, []) if isinstance(pathway, Pathway)}
    for item in rows.tables.get(PlanItem, []):
        if isinstance(item, PlanItem):
            offers = by_part.get(item.track_id or item.lesson, [])
            item.offer = best_offer(offers, topics[item.pathway_id])


def make_responsible(rows: Rows, *, on: date, using: str) -> None:
    """After the rows are written: bodies and who may see follow from homes and offers."""
    follow([pathway.pk for pathway in rows.tables.get(Pathway, [])], on=on, using=using)
