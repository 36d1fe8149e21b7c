"""One offer in the workshop: where it stands, its wordings and what differs between them, and every decision."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.differences import changes, word_differences
from sundhedscenter.catalogue.models import Offer, OfferDecision, OfferVersion
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.publishing import stage_of
from sundhedscenter.catalogue.reading import remarks
from sundhedscenter.catalogue.reminders import due_days
from sundhedscenter.catalogue.vocabulary import SHOWN, Stage
from sundhedscenter.catalogue.workshop_queries import history
from sundhedscenter.catalogue.workshop_rules import WorkshopError, editors_at, houses_of, may_review
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import User
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.words import year_day
from sundhedscenter.web.staff.workshop import words

# What whoever lets an offer through says yes to, one by one.
CHECKLIST = ("plain", "fits", "join", "nobody")
SECTIONS = ("summary", "for_whom", "happens", "times", "join")
FACTS = (
    "organisation", "area", "variants", "places", "slot_mask", "municipalities", "ways_in", "languages", "topics",
    "min_age", "max_age", "phone", "email", "website", "keywords", "source",
)  # fmt: skip


@staff_page("workshop")
@require_http_methods(["GET", "POST"])
def workshop_offer(request: HttpRequest, code: str) -> HttpResponse:
    """The offer's stage, owner, last check and history; the acts of its own house are buttons."""
    offer = get_object_or_404(Offer.objects.select_related("organisation", "owner"), code=code)
    viewer, at = request.viewer, clock.now()  # type: ignore[attr-defined]
    on = clock.day_of(at)
    is_own = offer.organisation_id in houses_of(viewer, on)
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, offer, viewer))
            return redirect("web:staff_workshop_offer", code=code)
        except WorkshopError as problem:
            error = words.mend(problem)
    versions = [version for version in history(offer) if is_own or stage_of(version) != Stage.DRAFT]
    if not is_own and not versions:
        raise Http404
    due = due_days([offer]).get(offer.pk)
    newest = versions[0] if versions else None
    context = {
        "offer": name_of(offer),
        "offer_code": code,
        "is_own": is_own,
        "stage": offer.stage,
        "newest": newest.number if newest else 0,
        "newest_stage": stage_of(newest) if newest else offer.stage,
        "is_shown": offer.stage in SHOWN,
        "public": reverse("web:offer", args=[code]) if offer.stage in SHOWN else "",
        "facts": [
            (_("Hus"), offer.organisation.name),
            (_("Ejer"), words.name_of_owner(offer) or _("Alle husets redaktører")),
            (_("Læst igennem"), year_day(offer.checked_on) if offer.checked_on else _("Ikke endnu")),
            (_("Læses igennem igen"), year_day(due) if due else ""),
        ],
        "is_due": due is not None and due <= on,
        "editors": [(str(user.pk), user.display_name) for user in editors_at(offer.organisation_id, on)],
        "owner": str(offer.owner_id or ""),
        "versions": [_version_row(version) for version in versions],
        "error": error,
        "why": request.POST.get("why", ""),
    }
    return staff_render(request, "workshop", "staff/workshop/offer.html", context, status=422 if error else 200)


@staff_page("workshop")
@require_http_methods(["GET", "POST"])
def workshop_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One wording as citizens would read it, what differs, what to look at, and for a reader elsewhere the decision."""
    offer = get_object_or_404(Offer.objects.select_related("organisation"), code=code)
    viewer, on = request.viewer, clock.day_of(clock.now())  # type: ignore[attr-defined]
    all_versions = {version.number: version for version in history(offer)}
    version = all_versions.get(number)
    is_own = offer.organisation_id in houses_of(viewer, on)
    if version is None or (not is_own and stage_of(version) == Stage.DRAFT):
        raise Http404
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = _decide(request, version, viewer)
        if not errors:
            return redirect("web:staff_workshop_version", code=code, number=number)
    # A draft that was never sent to be read is its own house's.
    before = _before({other: row for other, row in all_versions.items() if is_own or row.decisions.all()}, number)
    names = words.names_for(version.document, *([before.document] if before else []))
    stage = stage_of(version)
    context = {
        "name": version.document["name"]["da"],
        "offer_code": code,
        "number": number,
        "stage": stage,
        "is_own": is_own,
        "is_newest": number == max(all_versions),
        "may_read": stage in (Stage.REVIEW, Stage.TRIAL) and may_review(version, viewer, on) is not None,
        "written": _written(version),
        "note": version.note,
        "remarks": [words.remark_text(row) for row in remarks(Document.model_validate(version.document))],
        "texts": _texts(version.document),
        "facts": [(str(words.FIELDS[f]), words.said(f, version.document.get(f), names)) for f in FACTS],
        "before": before.number if before else 0,
        "changes": _changes(before.document, version.document, names) if before else [],
        "decisions": [_decision(row) for row in version.decisions.all()],
        "checklist": [(code_, text) for code_, text in _checklist()],
        "ticked": request.POST.getlist("checked"),
        "why": request.POST.get("why", ""),
        "errors": errors,
        "check_error": next((text for field, text in errors if field == "id_checked"), ""),
        "why_error": next((text for field, text in errors if field == "id_why"), ""),
    }
    return staff_render(request, "workshop", "staff/workshop/version.html", context, status=422 if errors else 200)


def _act(request: HttpRequest, offer: Offer, by: Viewer) -> str:
    """Do what the pressed button says. Returns what to tell."""
    at, why = clock.now(), request.POST.get("why", "")
    newest = offer.versions.order_by("-number").first()

    def send() -> None:
        if newest is not None:
            workshop.send_to_review(version=newest, by=by, at=at)

    def take_back() -> None:
        if newest is not None:
            workshop.take_back(version=newest, by=by, at=at)

    acts: dict[str, tuple[Callable[[], object], str]] = {
        "send": (send, _("Sendt til gennemsyn. En redaktør i et andet hus læser det.")),
        "take_back": (take_back, _("Taget tilbage. Nu kan du skrive videre.")),
        "check": (lambda: workshop.check(offer=offer, by=by, at=at), _("Noteret: læst igennem i dag.")),
        "retire": (lambda: workshop.retire(offer=offer, why=why, by=by, at=at), _("Tilbuddet er udgået.")),
        "bring_back": (
            lambda: workshop.bring_back(offer=offer, by=by, at=at),
            _("Sendt til gennemsyn. Det vises igen, når det er læst."),
        ),
        "give": (lambda: workshop.give_to(offer=offer, owner=_chosen(request), by=by, at=at), _("Ejeren er skiftet.")),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    act[0]()
    return act[1]


def _chosen(request: HttpRequest) -> User:
    chosen = request.POST.get("owner", "")
    return get_object_or_404(User, pk=int(chosen) if chosen.isdigit() else 0)


def _decide(request: HttpRequest, version: OfferVersion, by: Viewer) -> list[tuple[str, str]]:
    """The reader's word. Returns errors (id of the field, what to do); none when it is done."""
    act, why, at = request.POST.get("act", ""), request.POST.get("why", "").strip(), clock.now()
    if len(why) > 500:
        return [("id_why", _("Skriv højst %(count)s tegn") % {"count": 500})]
    if act in SHOWN and set(request.POST.getlist("checked")) != set(CHECKLIST):
        return [("id_checked", _("Sæt alle fire krydser, eller send tilbage med, hvad der mangler"))]
    try:
        if act == "back":
            workshop.send_back(version=version, why=why, by=by, at=at)
            messages.success(request, _("Sendt tilbage. Huset kan se, hvad der mangler."))
        elif act in SHOWN:
            workshop.let_through(version=version, stage=Stage(act), by=by, at=at, why=why)
            messages.success(request, _("Tak. Nu kan borgerne se det."))
        else:
            raise Http404
    except WorkshopError as problem:
        return [("id_why", words.mend(problem))]
    return []


def _checklist() -> list[tuple[str, str]]:
    return [
        ("plain", _("Jeg forstår teksten, og det gør en træt læser også")),
        ("fits", _("Tider, steder, pris og former passer sammen")),
        ("join", _("Det er klart, hvad man gør for at komme med")),
        ("nobody", _("Der står intet om bestemte borgere")),
    ]


def _before(versions: Mapping[int, OfferVersion], number: int) -> OfferVersion | None:
    """What citizens see where that is an older wording, else the wording before."""
    older = [version for other, version in sorted(versions.items()) if other < number]
    seen = [version for version in older if stage_of(version) in SHOWN]
    return (seen or older)[-1] if older else None


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], names: words.Names) -> list[dict[str, Any]]:
    """Field by field, word by word."""
    return [
        {
            "field": str(words.FIELDS.get(change.field, change.field)),
            "language": str(words.LANGUAGE_OF_TEXT[change.language]),
            "pieces": word_differences(
                words.said(change.field, change.old, names) if not change.language else change.old,
                words.said(change.field, change.new, names) if not change.language else change.new,
            ),
        }
        for change in changes(old, new)
    ]


def _texts(document: Mapping[str, Any]) -> Sequence[dict[str, str]]:
    return [
        {"heading": str(words.FIELDS[field]), "da": document[field]["da"], "en": document[field]["en"]}
        for field in SECTIONS
        if document[field]["da"]
    ]


def _version_row(version: OfferVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "href": reverse("web:staff_workshop_version", args=[version.offer.code, version.number]),
        "stage": stage_of(version),
        "written": _written(version),
        "note": version.note,
        "decisions": [_decision(row) for row in version.decisions.all()],
    }


def _written(version: OfferVersion) -> str:
    day = year_day(clock.day_of(version.written_at))
    if version.written_by is None:
        return _("%(day)s, hentet ind for %(house)s") % {"day": day, "house": version.organisation.name}
    return _("%(day)s af %(who)s, %(house)s") % {
        "day": day,
        "who": version.written_by.display_name,
        "house": version.organisation.name,
    }


def _decision(row: OfferDecision) -> dict[str, Any]:
    return {
        "stage": row.stage,
        "day": year_day(clock.day_of(row.decided_at)),
        "who": row.decided_by.display_name if row.decided_by else "",
        "house": row.organisation.name if row.organisation else _("læst ind fra husets filer"),
        "why": row.why,
    }
