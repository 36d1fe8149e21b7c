"""An offer's public page, its sheet for the printer, and the way from it into the conversation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.models import Offer, PostalArea
from sundhedscenter.catalogue.queries import names_on_show
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage, WayIn
from sundhedscenter.citizens.queries import citizen_of
from sundhedscenter.core import access, clock
from sundhedscenter.evaluation.queries import public_results
from sundhedscenter.intake.drafts import DraftUsed
from sundhedscenter.journey.changes.holdings import tracks_in_plan
from sundhedscenter.journey.offer_page import OfferPage, offer_page, offer_shown
from sundhedscenter.journey.wishes import NothingToJoin, wish_for
from sundhedscenter.pathways.queries import open_pathway
from sundhedscenter.web.citizen import offer_words as words
from sundhedscenter.web.citizen.conversation import begin, keep, next_page, open_draft
from sundhedscenter.web.languages import language_name
from sundhedscenter.web.structured import offer_markup

RESULTS = ("first_step", "dose_reached")


@require_GET
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Everything somebody needs to know before they begin. `?postnr=` adds how far it is."""
    at = clock.now()
    found = offer_shown(code)
    if found is None or found.stage not in SHOWN:
        return gone(request, found)
    typed = "".join(request.GET.get("postnr", "").split())
    home = PostalArea.objects.filter(code=typed).first() if typed.isascii() and typed.isdigit() else None
    page = offer_page(found, home=home, at=at)
    context = {
        **_told(request, page, at),
        "starts": [words.start_line(start) for start in page.starts],
        "shown_starts": words.SHOWN_STARTS,
        "typed": typed,
        "near_error": gettext("Skriv dit postnummer. Det er fire tal, for eksempel 7620.")
        if typed and not home
        else "",
        "join": _join(request, found),
    }
    context["structured"] = offer_markup(page, address=context["address"])
    return render(request, "citizen/offer.html", context)


@require_GET
def offer_paper(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet: for the fridge, or to bring to the doctor."""
    at = clock.now()
    found = offer_shown(code)
    if found is None or found.stage not in SHOWN:
        return gone(request, found)
    page = offer_page(found, home=None, at=at)
    context = {
        **_told(request, page, at),
        "starts": [words.start_line(start) for start in page.starts[: words.SHOWN_STARTS]],
        "refer": WayIn.SELF not in found.ways_in,
        "printed": words.year_day(clock.day_of(at)),
    }
    return render(request, "citizen/offer_paper.html", context)


def gone(request: HttpRequest, found: Offer | None) -> HttpResponse:
    """What was retired says so, by the name it had on show; a draft is not told apart from what never was."""
    names = names_on_show(found) if found is not None and found.stage == Stage.RETIRED else None
    if names is not None:
        context = {"name": words.in_words(names, "name")}
        return render(request, "citizen/offer_ended.html", context, status=410)
    return render(request, "citizen/offer_gone.html", status=404)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """ "Jeg vil gerne med": the conversation begins, or turns, towards the offer. Who has a plan goes on from there."""
    found = offer_shown(code)
    if found is None or found.stage not in SHOWN:
        return gone(request, found)
    if request.method == "GET":
        return redirect("web:offer", code=code)
    citizen = citizen_of(request.viewer)
    if citizen is not None and open_pathway(citizen) is not None:
        access.seen(request.viewer, [citizen.pk], "offer")
        return redirect("web:my_way")
    at, key = clock.now(), ""
    draft = open_draft(request, at)
    if draft is None:
        draft, key = begin(request, at)
    try:
        wish_for(draft=draft, offer=found, group=_group(request), step="step" in request.POST, at=at)
    except NothingToJoin:
        return redirect("web:offer", code=code)
    except DraftUsed:  # the yes was given in another tab: this begins a new conversation
        draft, key = begin(request, at)
        wish_for(draft=draft, offer=found, group=_group(request), step="step" in request.POST, at=at)
    response = redirect(next_page(draft))
    return keep(request, response, key) if key else response


def _group(request: HttpRequest) -> str:
    """The chosen group; anything that is no group's number counts as none."""
    try:
        return str(UUID(request.POST.get("group", "")))
    except ValueError:
        return ""


def _told(request: HttpRequest, page: OfferPage, at: datetime) -> dict[str, Any]:
    """What page and sheet both say."""
    found, track = page.offer, page.offer.track
    path = reverse("web:offer", args=[found.code])
    address = request.build_absolute_uri(path)
    name = words.in_words(found, "name")
    places, possible = words.places_by_use(page)
    about = [
        (gettext("Pris"), words.cost_text(page.variants)),
        (gettext("Sprog"), words.listed([language_name(code) for code in found.languages])),
        (gettext("Alder"), words.ages_text(found)),
    ]
    return {
        "offer": found,
        "title": name.text,
        "name": name,
        "summary": words.in_words(found, "summary"),
        "for_whom": words.in_words(found, "for_whom"),
        "happens": words.in_words(found, "happens"),
        "track": words.in_words(track, "summary") if track else "",
        "bring": words.in_words(track, "bring") if track else "",
        "weeks": track.weeks if track else 0,
        "times": words.in_words(found, "times"),
        "places": places,
        "possible": possible,
        "possible_names": words.listed([place["name"] for place in possible]),
        "how": words.in_words(found, "join"),
        "about": about,
        "trial": found.stage == Stage.TRIAL,
        "columns": [gettext("Måde"), gettext("Varer"), gettext("Pris")],
        "variants": words.variant_lines(page.variants),
        "full": page.full,
        "waiting": page.waiting,
        "gathers": track.size_min if track else 0,
        "without_travel": words.without_travel(page),
        "outside_hours": words.outside_hours(page),
        "home_url": f"{reverse('web:offers')}?{urlencode({'vilkaar': 'uden-rejse'})}",
        "late_url": f"{reverse('web:offers')}?{urlencode({'hvornaar': 'efter16'})}",
        "ways_in": [] if found.ways_in == [WayIn.SELF] else words.ways_in(found),
        "responsible": words.responsible_lines(page, clock.day_of(at)),
        "results": words.result_lines(public_results(track.code, RESULTS)) if track else [],
        "contact": _contact(found),
        "checked": words.year_day(found.checked_on) if found.checked_on else "",
        "address": address,
        "mail": "mailto:?" + urlencode({"subject": name.text, "body": address}).replace("+", "%20"),
    }


def _contact(found: Offer) -> dict[str, str]:
    """Whom to ring: the offer's own number, else the centre's."""
    own = bool(found.phone)
    return {
        "name": found.organisation.name if own else settings.CENTRE_NAME,
        "role": gettext("Spørg om tilbuddet"),
        "phone": found.phone or settings.CENTRE_PHONE,
        "email": found.email,
        "website": found.website,
    }


def _join(request: HttpRequest, found: Offer) -> dict[str, Any]:
    """How this visitor comes with: from here, through somebody else, by themselves, or from the plan they have."""
    open_here = WayIn.SELF in found.ways_in and bool(found.track_id or found.first_lesson)
    by = {"group": open_here and found.track_id is not None, "step": open_here and bool(found.first_lesson)}
    citizen = citizen_of(request.viewer)
    pathway = open_pathway(citizen) if citizen else None
    if citizen is None or pathway is None:
        return {**by, "plan": False, "in_plan": False}
    access.seen(request.viewer, [citizen.pk], "offer")
    in_plan = found.track_id in {track.pk for track in tracks_in_plan(pathway)}
    return {"group": False, "step": False, "plan": open_here, "in_plan": in_plan}
