"""Those who help me: the citizen invites a relative, ticks what they may, changes it, and takes it back with one tap."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core import clock
from sundhedscenter.journey import helping
from sundhedscenter.journey.helping.giving import LONGEST, NAME_LENGTH, USUAL
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.dates import day_text, long_day_text, moment_text
from sundhedscenter.web.helper_words import RIGHTS, in_a_line

# A browser's own calendar sends the first; whoever types may write the others.
DAY_FORMS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
WRONG: dict[str, str | Promise] = {
    "name": _("Skriv, hvem det er. For eksempel: Min datter Anne."),
    "rights": _("Sæt mindst ét kryds."),
    "end_early": _("Vælg i dag eller en senere dag."),
    "end_late": _("Vælg en dag inden for to år."),
    "many": _("Du har fem sedler, som ingen har brugt. Fjern en af dem først."),
}


class RightsForm(forms.Form):
    """What the helper may, and for how long."""

    rights = forms.MultipleChoiceField(choices=[(code, right.label) for code, right in RIGHTS.items()])
    last_day = forms.DateField(input_formats=DAY_FORMS)
    rights.error_messages = dict.fromkeys(("required", "invalid_choice"), WRONG["rights"])
    last_day.error_messages = {
        "required": _("Vælg den sidste dag."),
        "invalid": _("Skriv dagen sådan: 24.12.2026."),
    }

    def refuse(self, wrong: helping.HelpWrong) -> None:
        """What only the act can know becomes an error at its field."""
        self.add_error(wrong.field, str(WRONG[wrong.mend]))


class InviteForm(RightsForm):
    name = forms.CharField(max_length=NAME_LENGTH, error_messages=dict.fromkeys(["required"], WRONG["name"]))
    field_order = ("name", "rights", "last_day")


@require_GET
@citizen_page("helpers")
def helpers(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Who helps me now, what they may, until when, and when they last looked."""
    at = clock.now()
    context = {
        "helpers": [_line(helper) for helper in helping.helpers_of(request.viewer, citizen, at=at)],
        "invitations": [
            {
                "name": invitation.name,
                "rights": in_a_line(invitation.rights),
                "until": moment_text(invitation.expires_at),
                "withdraw": reverse("web:withdraw_invitation", args=[invitation.pk]),
            }
            for invitation in helping.open_invitations(request.viewer, citizen, at=at)
        ],
    }
    return render(request, "citizen/helpers.html", context)


def _line(helper: helping.Helper) -> dict[str, Any]:
    pk = helper.access.pk
    return {
        "name": helper.name,
        "facts": (
            (gettext("Logger ind som"), helper.account),
            (gettext("Må"), ", ".join(str(RIGHTS[right].label) for right in helper.rights)),
            (gettext("Til og med"), long_day_text(helper.last_day)),
            (
                gettext("Så sidst på dig"),
                moment_text(helper.last_visit) if helper.last_visit else gettext("Ikke endnu"),
            ),
        ),
        "change": reverse("web:change_helper", args=[pk]),
        "withdraw": reverse("web:withdraw_helper", args=[pk]),
    }


@require_http_methods(["GET", "POST"])
@citizen_page("helpers")
def invite(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Name, rights and last day. The code is shown in the answer to the form, and nowhere else."""
    at = clock.now()
    stamp = helping.newest_slip(request.viewer, citizen)
    if request.method == "POST" and request.POST.get("stamp", "") != stamp:
        # Sent again, by a reload of the slip: it was shown once.
        messages.info(request, gettext("Koden er vist én gang. Er sedlen væk, så fjern den her, og lav en ny."))
        return redirect("web:helpers")
    form = InviteForm(request.POST) if request.method == "POST" else InviteForm()
    if form.is_bound and form.is_valid():
        try:
            invitation, code = helping.invite_helper(
                viewer=request.viewer,
                citizen=citizen,
                name=form.cleaned_data["name"],
                rights=form.cleaned_data["rights"],
                last_day=form.cleaned_data["last_day"],
                at=at,
            )
        except helping.HelpWrong as wrong:
            form.refuse(wrong)
        else:
            context = {
                "name": citizen.display_name,
                "helper": invitation.name,
                "code": code,
                "address": request.build_absolute_uri(reverse("web:helping")),
                "rights": [RIGHTS[right] for right in invitation.rights],
                "until": moment_text(invitation.expires_at),
                "last_day": long_day_text(invitation.last_day),
            }
            return render(request, "citizen/helper_slip.html", context)
    context = {**_rights_context(form, at, chosen=(), last_day=clock.day_of(at) + USUAL), "stamp": stamp}
    return render(request, "citizen/helper_invite.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@citizen_page("helpers")
def change(request: HttpRequest, citizen: Citizen, access_id: int) -> HttpResponse:
    """Other rights, another day."""
    at = clock.now()
    found = [h for h in helping.helpers_of(request.viewer, citizen, at=at) if h.access.pk == access_id]
    if not found:
        raise Http404
    form = RightsForm(request.POST) if request.method == "POST" else RightsForm()
    if form.is_bound and form.is_valid():
        try:
            helping.change_helper(
                viewer=request.viewer,
                citizen=citizen,
                access_id=access_id,
                rights=form.cleaned_data["rights"],
                last_day=form.cleaned_data["last_day"],
                at=at,
            )
        except helping.HelpWrong as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, gettext("Det er ændret fra nu af."))
            return redirect("web:helpers")
    context = {
        **_rights_context(form, at, chosen=found[0].rights, last_day=found[0].last_day),
        "name": found[0].name,
        "withdraw": reverse("web:withdraw_helper", args=[access_id]),
    }
    return render(request, "citizen/helper_change.html", context, status=422 if form.is_bound else 200)


def _rights_context(form: RightsForm, at: datetime, *, chosen: tuple[str, ...], last_day: date) -> dict[str, Any]:
    """The form as it stands: what was typed is kept."""
    today = clock.day_of(at)
    return {
        "form": form,
        "errors": errors_of(form),
        "choices": [(code, right.label, right.opens) for code, right in RIGHTS.items()],
        "chosen": form.data.getlist("rights") if form.is_bound else chosen,
        "last_day": form.data.get("last_day", "") if form.is_bound else last_day.isoformat(),
        "latest": day_text(today + LONGEST) + f" {(today + LONGEST).year}",
    }


@require_POST
@citizen_page("helpers")
def withdraw(request: HttpRequest, citizen: Citizen, access_id: int) -> HttpResponse:
    """One tap, and the door is closed."""
    try:
        access = helping.withdraw_helper(viewer=request.viewer, access_id=access_id, at=clock.now())
    except helping.HelperGone:
        raise Http404 from None
    messages.success(request, gettext("%(name)s kan ikke se mere om dig.") % {"name": access.name})
    return redirect("web:helpers")


@require_POST
@citizen_page("helpers")
def withdraw_slip(request: HttpRequest, citizen: Citizen, invitation_id: UUID) -> HttpResponse:
    helping.withdraw_invitation(viewer=request.viewer, citizen=citizen, invitation_id=invitation_id, at=clock.now())
    messages.success(request, gettext("Sedlen kan ikke bruges mere."))
    return redirect("web:helpers")
