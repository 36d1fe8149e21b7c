"""Who answers for which offer on which day, and the one place where a role is moved and moved back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sundhedscenter.catalogue.actions import CannotMove
from sundhedscenter.catalogue.models import Offer, OfferResponsibility, ResponsibilityMove
from sundhedscenter.catalogue.queries import newest_move, run_here, spans_by_offer
from sundhedscenter.core import clock
from sundhedscenter.core.fives import FEW, in_fives
from sundhedscenter.journey.responsibility import Moved, Preview, move, move_back, preview_back, preview_move
from sundhedscenter.partnership.models import Organisation, Responsibility, User
from sundhedscenter.partnership.spans import Spans, body_on
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.staff import words
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page
from sundhedscenter.web.staff.responsibility_forms import BackForm, MoveForm, mend_words

ROLES = Responsibility.ROLES


@staff_page("responsibility")
@require_GET
def responsibility_list(request: HttpRequest) -> HttpResponse:
    """Every offer the house has a part in, with its four bodies today and the next turn of any of them. Three queries."""
    on = clock.day_of(clock.now())
    offers, names = list(run_here()), _names()
    spans = spans_by_offer(offer.pk for offer in offers)
    rows = [
        {
            "name": name_of(offer),
            "href": reverse("web:staff_responsibility", args=[offer.code]),
            "bodies": [
                (_(label), names.get(body_on(spans.get((offer.pk, role), ()), on), "")) for role, label in ROLES
            ],
            "next": _next_turn({role: spans.get((offer.pk, role), ()) for role, _label in ROLES}, names, on),
        }
        for offer in offers
    ]
    context = {"rows": sorted(rows, key=lambda row: str(row["name"])), "roles": [_(name) for _code, name in ROLES]}
    return staff_render(request, "responsibility", "staff/responsibility_list.html", context)


@staff_page("responsibility")
@require_http_methods(["GET", "POST"])
def responsibility_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One offer's days, and the form. Sent once it shows what follows, sent again with a yes it is done."""
    offer, at = get_object_or_404(run_here(), code=code), clock.now()
    form = MoveForm(request.POST or None, organisations=_receivers())
    if request.method != "POST" or not form.is_valid():
        return _detail(request, offer, form)
    asked = {"offer": offer, "role": form.cleaned_data["role"], "to": form.receiver(), "on": form.cleaned_data["on"]}
    try:
        if "yes" in request.POST:
            why = form.cleaned_data["why"]
            return _done(request, move(**asked, why=why, by=request.viewer, at=at))  # type: ignore[attr-defined]
        preview = preview_move(**asked, at=at)
    except CannotMove as problem:
        form.add_error(problem.field, mend_words(problem))
        return _detail(request, offer, form)
    kept = {name: str(form.data.get(name, "")) for name in form.fields}
    return _show_preview(request, offer, asked["role"], preview, kept=kept, to=asked["to"])


@staff_page("responsibility")
@require_http_methods(["GET", "POST"])
def responsibility_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A move is taken back from a day: first what follows, then the yes."""
    offer, at = get_object_or_404(run_here(), code=code), clock.now()
    made = get_object_or_404(ResponsibilityMove.objects.select_related("offer", "organisation"), pk=number, offer=offer)
    first = max(made.on, clock.day_of(at))
    form = BackForm(request.POST or None, initial={"on": f"{first.day}.{first.month}.{first.year}"})
    status = 200
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        try:
            if "yes" in request.POST:
                return _done(request, move_back(move=made, on=on, by=request.viewer, at=at))  # type: ignore[attr-defined]
            preview = preview_back(move=made, on=on, at=at)
            return _show_preview(request, offer, made.role, preview, kept={"on": str(form.data.get("on", ""))})
        except CannotMove as problem:
            form.add_error(problem.field if problem.field in form.fields else "on", mend_words(problem))
    if form.is_bound:
        status = 422
    context = {
        "offer": name_of(offer),
        "back_url": reverse("web:staff_responsibility", args=[offer.code]),
        "form": form,
        "errors": errors_of(form),
        "said": _said(made),
    }
    return staff_render(request, "responsibility", "staff/responsibility_back.html", context, status=status)


def _detail(request: HttpRequest, offer: Offer, form: MoveForm) -> HttpResponse:
    on, names = clock.day_of(clock.now()), _names()
    found = spans_by_offer([offer.pk])
    by_role = {role: found.get((offer.pk, role), ()) for role, _label in ROLES}
    moves = list(ResponsibilityMove.objects.filter(offer=offer).select_related("organisation"))
    people = _people(made.moved_by for made in moves)
    newest = {made.pk for role, _label in ROLES if (made := newest_move(offer, role)) is not None}
    context = {
        "offer": name_of(offer),
        "host": names[offer.organisation_id],
        "roles": [_(label) for _role, label in ROLES],
        "days": _days(by_role, names, on),
        "moves": [
            {
                "said": _said(made),
                "who": people.get(made.moved_by, ""),
                "when": words.year_day(clock.day_of(made.moved_at)),
                "why": made.why,
                "back": words.year_day(made.back_on) if made.back_on else "",
                "href": reverse("web:staff_responsibility_back", args=[offer.code, made.pk])
                if made.pk in newest
                else "",
            }
            for made in moves
        ],
        "form": form,
        "errors": errors_of(form),
    }
    status = 422 if form.is_bound else 200
    return staff_render(request, "responsibility", "staff/responsibility_detail.html", context, status=status)


def _show_preview(
    request: HttpRequest,
    offer: Offer,
    role: str,
    preview: Preview,
    *,
    kept: Mapping[str, str],
    to: Organisation | None = None,
) -> HttpResponse:
    names = _names()
    old, new = (names.get(body_on(spans, preview.first_day), "") for spans in (preview.before, preview.after))
    context = {
        "offer": name_of(offer),
        "back_url": reverse("web:staff_responsibility", args=[offer.code]),
        "facts": [
            (_("Tilbud"), name_of(offer)),
            (_("Ansvar"), _(dict(ROLES)[role])),
            (_("Fra"), old),
            (_("Til"), new),
            (_("Første dag"), words.year_day(preview.first_day)),
            (_("Derefter"), _turns_after(preview.after, names, preview.first_day)),
        ],
        "follows": _follows(preview, role, new, to_host=bool(to and to.pk == offer.organisation_id)),
        "lapses": [
            _("%(body)s fra %(day)s") % {"body": names[span.organisation_id], "day": words.year_day(span.begin)}
            for span in preview.lapses
        ],
        "kept": kept,
        "is_back": to is None,
    }
    return staff_render(request, "responsibility", "staff/responsibility_preview.html", context)


def _follows(preview: Preview, role: str, new: str, *, to_host: bool) -> list[str]:
    """What follows, a sentence each. Small numbers of pathways are not said."""
    said = [_following(preview.following), _("Ingen plan, plads eller dato bliver ændret.")]
    if preview.parts >= FEW:
        said.append(
            _("Mindst %(count)s andre planer har en del fra tilbuddet. Dér skifter kun navnet ved den del.")
            % {"count": in_fives(preview.parts)}
        )
    if to_host:
        said.append(_("%(body)s har tilbuddet. For hver borger gælder den kommune, de selv bor i.") % {"body": new})
    if role == Responsibility.PAYER:
        said.append(_("En betaler kan ikke se borgerne."))
    else:
        said.append(_("Den nye kan se borgerne fra den første dag. Den gamle kan se dem et halvt år mere."))
    if role == Responsibility.OPERATOR:
        said.append(_("Kontaktperson og åbne opgaver går over til den nye udfører på dagen."))
    else:
        said.append(_("Kontaktpersonen er den samme, og åbne opgaver bliver, hvor de er."))
    return said


def _following(count: int) -> str:
    """In fives: a move to the region takes everybody along, a move to Struer all but the few who live there."""
    if count < FEW:
        return _("Færre end 5 forløb følger med.")
    return _("Mindst %(count)s forløb følger med.") % {"count": in_fives(count)}


def _done(request: HttpRequest, moved: Moved) -> HttpResponse:
    back = moved.move.back_on is not None
    first = _("Ansvaret er flyttet tilbage.") if back else _("Ansvaret er flyttet.")
    messages.success(request, f"{first} {_following(moved.following)}")
    return redirect("web:staff_responsibility", code=moved.move.offer.code)


def _said(made: ResponsibilityMove) -> str:
    return _("%(role)s til %(body)s fra %(day)s") % {
        "role": _(dict(ROLES)[made.role]),
        "body": made.organisation.name,
        "day": words.year_day(made.on),
    }


def _days(by_role: Mapping[str, Spans], names: Mapping[int | None, str], on: date) -> list[dict[str, Any]]:
    """One row per day on which any role turns, the earliest first; the row that holds today is marked."""
    turns = sorted({span.begin for spans in by_role.values() for span in spans})
    today = max((day for day in turns if day <= on), default=None)
    return [
        {
            "day": words.year_day(day),
            "is_today": day == today,
            "bodies": [(_(label), names.get(body_on(by_role[role], day), "")) for role, label in ROLES],
        }
        for day in turns
    ]


def _next_turn(by_role: Mapping[str, Spans], names: Mapping[int | None, str], on: date) -> str:
    """ "1. januar 2027: Myndighed og Betaler til Region Midtjylland"; empty when nothing is planned."""
    coming = [(span.begin, label, span.organisation_id) for role, label in ROLES for span in by_role[role]]
    coming = [turn for turn in coming if turn[0] > on]
    if not coming:
        return ""
    first = min(day for day, _label, _body in coming)
    to: dict[int, list[str]] = {}
    for day, label, body in coming:
        if day == first:
            to.setdefault(body, []).append(_(label))
    said = [
        _("%(roles)s til %(body)s") % {"roles": ", ".join(roles), "body": names[body]} for body, roles in to.items()
    ]
    return f"{words.year_day(first)}: {'; '.join(said)}"


def _turns_after(spans: Spans, names: Mapping[int | None, str], day: date) -> str:
    later = [span for span in spans if span.begin > day]
    return "; ".join(
        _("%(body)s fra %(day)s") % {"body": names[span.organisation_id], "day": words.year_day(span.begin)}
        for span in later
    )


def _people(viewers: Iterable[str]) -> dict[str, str]:
    """Who acted, by the name of their viewer (`user:12`)."""
    ids = {int(viewer.removeprefix("user:")) for viewer in viewers if viewer.startswith("user:")}
    return {f"user:{user.pk}": user.display_name for user in User.objects.filter(pk__in=ids)}


def _names() -> dict[int | None, str]:
    return dict(Organisation.objects.values_list("pk", "name"))


def _receivers() -> list[Organisation]:
    """Who can get a role: partners of an agreement, hosts, those with somebody at work, and who has a role already."""
    has_role = OfferResponsibility.objects.values("organisation_id")
    mine = Q(agreements__isnull=False) | Q(offers__in=run_here()) | Q(employments__isnull=False) | Q(pk__in=has_role)
    found: Iterable[Organisation] = Organisation.objects.filter(mine).distinct().order_by("name", "code")
    return list(found)
