"""A new offer, or a new wording of one's own: one form over the whole document."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.models import Offer, OfferVersion, Place
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.reading import remarks
from sundhedscenter.catalogue.workshop_rules import WorkshopError, houses_of, newest_version
from sundhedscenter.core import clock
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.workshop.form import OfferForm, free_code
from sundhedscenter.web.staff.workshop.words import mend


@staff_page("workshop")
@require_http_methods(["GET", "POST"])
def workshop_new(request: HttpRequest) -> HttpResponse:
    houses = _own_houses(request)
    return _write(request, houses, kept={}, code="", title=_("Skriv et nyt tilbud"))


@staff_page("workshop")
@require_http_methods(["GET", "POST"])
def workshop_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What is shown stays as it is: saving makes a new draft beside it."""
    offer = get_object_or_404(Offer.objects.select_related("organisation"), code=code)
    houses = {house: row for house, row in _own_houses(request).items() if row.pk == offer.organisation_id}
    if not houses:
        raise PermissionDenied
    newest = newest_version(offer)
    kept = newest.document if newest else {}
    title = _("Skriv i %(offer)s") % {"offer": kept["name"]["da"] if kept else offer.name_da}
    return _write(request, houses, kept=kept, code=code, title=title)


def _write(
    request: HttpRequest, houses: Mapping[str, Organisation], *, kept: Mapping[str, Any], code: str, title: str
) -> HttpResponse:
    form = OfferForm(
        request.POST or None,
        houses={house: row.name for house, row in houses.items()},
        places=_places(houses, kept),
        towns=_towns(),
        kept=kept,
        demo=bool(request.user.is_demo),  # type: ignore[union-attr]  # somebody is logged in here
    )
    if request.method == "POST" and form.is_valid():
        document = form.document(code or free_code(form.cleaned_data["name_da"]))
        if document is not None:
            try:
                return _saved(request, _save(request, document, houses, form, new=not code), document)
            except WorkshopError as problem:
                form.add_error("name_da", mend(problem))
    context = {
        "title": title,
        "form": form,
        "errors": errors_of(form),
        "one_house": len(houses) == 1,
        "house": next(iter(houses.values())),
        "is_new": not code,
        "offer_code": code,
    }
    status = 422 if form.is_bound else 200
    return staff_render(request, "workshop", "staff/workshop/write.html", context, status=status)


def _save(
    request: HttpRequest, document: Document, houses: Mapping[str, Organisation], form: OfferForm, *, new: bool
) -> OfferVersion:
    return workshop.write(
        document=document,
        organisation=houses[document.organisation],
        by=request.viewer,  # type: ignore[attr-defined]
        at=clock.now(),
        note=form.cleaned_data["note"],
        new=new,
    )


def _saved(request: HttpRequest, version: OfferVersion, document: Document) -> HttpResponse:
    found = len(remarks(document))
    said = _("Kladden er gemt. Der er intet at bemærke.") if not found else _("Kladden er gemt. Se bemærkningerne.")
    messages.success(request, said)
    return redirect("web:staff_workshop_version", code=version.offer.code, number=version.number)


def _own_houses(request: HttpRequest) -> dict[str, Organisation]:
    ids = houses_of(request.viewer, clock.day_of(clock.now()))  # type: ignore[attr-defined]
    return {row.code: row for row in Organisation.objects.filter(pk__in=ids).order_by("name", "code")}


def _places(houses: Mapping[str, Organisation], kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Places of one's own house and municipality, and those that the offer has already."""
    towns = [row.municipality_code for row in houses.values() if row.municipality_code]
    mine = Q(organisation__in=list(houses.values())) | Q(municipality_code__in=towns)
    rows = Place.objects.all()
    if towns:  # an association meets anywhere among the partners
        rows = rows.filter(mine | Q(code__in=kept.get("places", ())))
    return [(row.code, f"{row.name}, {row.postal_code}") for row in rows.order_by("name", "code")]


def _towns() -> list[tuple[str, str]]:
    """Municipalities with somebody at work: the partners."""
    rows = Organisation.objects.filter(kind="municipality", employments__isnull=False).exclude(municipality_code="")
    return list(rows.distinct().order_by("name").values_list("municipality_code", "name"))
