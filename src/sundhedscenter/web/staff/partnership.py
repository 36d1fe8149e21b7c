"""Who is in the partnership, what they have agreed, and who answers for what from when to when."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.models import OfferResponsibility
from sundhedscenter.catalogue.queries import run_here
from sundhedscenter.core import clock
from sundhedscenter.partnership.models import Agreement, Organisation, Responsibility
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

# Partners first; the other organisations of the country's list are not shown here.
KINDS = ("municipality", "region", "hospital", "health_centre", "practice", "association", "private_provider")


@staff_page("partnership")
@require_GET
def partnership(request: HttpRequest) -> HttpResponse:
    on = clock.day_of(clock.now())
    agreements = Agreement.objects.prefetch_related("partners", "duties__owner").order_by("title", "id")
    context = {
        "kinds": _organisations(on),
        "agreements": [_agreement(agreement, on) for agreement in agreements],
        "offers": _responsibilities(on),
        "roles": [_(name) for _code, name in Responsibility.ROLES],
    }
    return staff_render(request, "partnership", "staff/partnership.html", context)


def _organisations(on: date) -> list[dict[str, Any]]:
    """Partners with an agreement, an offer of the house or somebody employed, by kind."""
    found: dict[str, list[Organisation]] = {}
    mine = Q(agreements__isnull=False) | Q(offers__in=run_here()) | Q(employments__during__contains=on)
    for organisation in Organisation.objects.filter(mine, valid__contains=on).distinct().order_by("name", "code"):
        found.setdefault(organisation.kind, []).append(organisation)
    names = dict(Organisation.KINDS)
    return [{"kind": _(names[kind]), "organisations": found[kind]} for kind in names if kind in found]


def _agreement(agreement: Agreement, on: date) -> dict[str, Any]:
    return {
        "title": agreement.title,
        "period": period(agreement.during),
        "partners": [partner.name for partner in agreement.partners.all()],
        "duties": [
            {
                "what": duty.what,
                "owner": duty.owner.name,
                "deadline": words.year_day(duty.deadline) if duty.deadline else "",
                "done": bool(duty.done_on),
                "late": bool(duty.deadline and duty.deadline < on and not duty.done_on),
            }
            for duty in agreement.duties.all()
        ],
    }


def _responsibilities(on: date) -> list[dict[str, Any]]:
    """Each offer the house has a part in, with who has the four roles, today and later. Rows that have ended are left out."""
    rows = OfferResponsibility.objects.select_related("organisation").order_by("role", "during", "id")
    offers = run_here().prefetch_related(Prefetch("responsibilities", queryset=rows))
    return [
        {
            "name": name_of(offer),
            "cells": [
                {
                    "role": _(name),
                    "rows": [
                        {"who": row.organisation.name, "when": _when(row.during, on)}
                        for row in offer.responsibilities.all()
                        if row.role == role and not (row.during.upper and row.during.upper <= on)
                    ],
                }
                for role, name in Responsibility.ROLES
            ],
        }
        for offer in offers
    ]


def _when(during: Any, on: date) -> str:
    """Only the days to come are said: "fra 1. januar 2027", "til 1. januar 2027"."""
    parts = []
    if during.lower and during.lower > on:
        parts.append(_("fra %(day)s") % {"day": words.year_day(during.lower)})
    if during.upper:
        parts.append(_("til %(day)s") % {"day": words.year_day(during.upper)})
    return " ".join(parts)


def period(during: Any) -> str:
    begin = words.year_day(during.lower) if during.lower else ""
    if during.upper is None:
        return _("fra %(day)s") % {"day": begin}
    return _("%(first)s til %(last)s") % {"first": begin, "last": words.year_day(during.upper)}
