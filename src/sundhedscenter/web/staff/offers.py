"""What there is to refer to: every offer with its next real start and free seats. Public tables alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.models import Form, Offer, Topic
from sundhedscenter.catalogue.queries import holders
from sundhedscenter.catalogue.search.asking import Filters, ask
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.core import clock
from sundhedscenter.groups.finding import find
from sundhedscenter.groups.models import Group
from sundhedscenter.groups.queries import open_groups
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.web import dates
from sundhedscenter.web.citizen.offer_words import in_words
from sundhedscenter.web.staff.groups import name_of, when_of, where_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

PER_PAGE = 20


@staff_page("offers")
@require_GET
def offer_list(request: HttpRequest) -> HttpResponse:
    """What citizens are shown, found as they find it, a page at a time. The same queries however much there is."""
    at, asked = clock.now(), request.GET.get("q", "").strip()[:200]
    found = find(question=ask(asked), filters=Filters(), at=at, language=get_language() or "da").hits
    pages = Paginator(found, PER_PAGE)
    page = pages.get_page(request.GET.get("side"))
    offers = Offer.objects.select_related("organisation").prefetch_related("variants")
    by_id = offers.in_bulk([hit.offer.id for hit in page])
    shown = [by_id[hit.offer.id] for hit in page]
    starts: dict[int, list[Group]] = {}
    for group in open_groups(at=at).filter(track_id__in=[offer.track_id for offer in shown if offer.track_id]):
        if group.seats_left() > 0:
            starts.setdefault(group.track_id, []).append(group)
    operators = holders(Responsibility.OPERATOR, clock.day_of(at))
    context = {
        "offers": [_offer(offer, starts.get(offer.track_id or 0, []), operators) for offer in shown],
        "q": asked,
        "count": len(found),
        "page": page.number,
        "of": pages.num_pages,
        "query": urlencode({"q": asked}) if asked else "",
        "phone": settings.CENTRE_PHONE,
    }
    return staff_render(request, "offers", "staff/offer_list.html", context)


@staff_page("pooled")
@require_GET
def pooled_groups(request: HttpRequest) -> HttpResponse:
    """All groups of all partners with their seats, and nobody's name."""
    at = clock.now()
    entries = {group.pk: group.next_entry for group in open_groups(at=at)}
    groups = (
        Group.objects.filter(cancelled_at=None)
        .select_related("track", "place", "leader_organisation")
        .order_by("first_day", "code")
    )
    rows = [
        {
            "title": name_of(group.track),
            "when": when_of(group),
            "where": where_of(group),
            "organisation": group.leader_organisation.name,
            "taken": group.taken,
            "all": group.size_max,
            "left": group.seats_left(),
            "status": _group_status(group, group.pk in entries),
            "entry": dates.moment_text(entries[group.pk]) if group.pk in entries else "",
        }
        for group in groups
    ]
    return staff_render(request, "pooled", "staff/pooled_groups.html", {"rows": rows})


def _group_status(group: Group, has_entry: bool) -> str:
    """The code of the status table: groups without an entry to come are running or over."""
    if not has_entry:
        return "running"
    return "open" if group.seats_left() > 0 else "full"


def _offer(offer: Offer, groups: list[Group], operators: Mapping[int, str]) -> dict[str, Any]:
    return {
        "code": offer.code,
        "href": reverse("web:offer", args=[offer.code]),
        "trial": offer.stage == Stage.TRIAL,
        "name": name_of(offer),
        "summary": in_words(offer, "summary"),
        "organisation": operators.get(offer.pk, offer.organisation.name),
        "topics": _listed(_(Topic(topic).label) for topic in offer.topics if topic != Topic.UNSURE),
        "forms": _listed(_(Form(variant.form).label) for variant in offer.variants.all()),
        "cost": _("%(kroner)s kr.") % {"kroner": f"{float(offer.cost_dkk):g}"} if offer.cost_dkk else _("Gratis"),
        "times": in_words(offer, "times"),
        "gathers": offer.track_id is not None,
        "starts": [
            {
                "when": dates.moment_text(group.next_entry),  # type: ignore[attr-defined]  # annotated by open_groups
                "weekly": when_of(group),
                "where": where_of(group),
                "left": group.seats_left(),
            }
            for group in groups[:3]
        ],
    }


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
