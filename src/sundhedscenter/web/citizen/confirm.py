"""Saying yes: who you are, what happens next, and the one act that makes it real."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import citizen_of, newest_contact
from sundhedscenter.core import clock
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.accept import AlreadyAccepted, ChoiceUnknown, SeatGone, accept
from sundhedscenter.journey.conversation import NotAPartner
from sundhedscenter.journey.proposals import AnswerError
from sundhedscenter.web.citizen.cards import cards_of, given_up
from sundhedscenter.web.citizen.conversation import errors_of, open_draft
from sundhedscenter.web.citizen.entry import citizen_page
from sundhedscenter.web.citizen.proposals import found_for, mend_page

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REF = re.compile(rf"group:{UUID}|(start_now|waiting|talk):[a-z0-9_|-]{{1,120}}")


# What the paper asks, and who types it.
CONTACT_LABELS = {"full_name": _("Navn"), "phone": _("Telefon"), "email": _("E-mail")}


class ContactForm(forms.Form):
    """How we reach the citizen. One of phone and e-mail is enough."""

    full_name = forms.CharField(
        label=_("Hvad hedder du?"),
        max_length=120,
        error_messages={
            "required": _("Skriv dit navn."),
            "max_length": _("Skriv dit navn kortere. Der er plads til 120 tegn."),
        },
    )
    phone = forms.CharField(
        label=_("Telefon"), required=False, help_text=_("Vi skriver en sms, når der er nyt om din plads.")
    )
    email = forms.CharField(label=_("E-mail"), required=False)

    def clean_phone(self) -> str:
        """Eight Danish digits, or a foreign number with its country code."""
        typed = self.cleaned_data["phone"].strip()
        bare = re.sub(r"[\s().-]", "", typed)
        if not bare:
            return ""
        if re.fullmatch(r"(\+45|0045)?[2-9]\d{7}", bare):
            digits = bare[-8:]
            return " ".join(digits[i : i + 2] for i in range(0, 8, 2))
        if re.fullmatch(r"(\+|00)[1-9]\d{6,13}", bare):
            return bare.replace("00", "+", 1) if bare.startswith("00") else bare
        raise forms.ValidationError(gettext("Skriv de otte tal i dit nummer, for eksempel 20 12 34 56."))

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"].strip()
        if typed:
            try:
                forms.EmailField(max_length=200).clean(typed)
            except forms.ValidationError:
                raise forms.ValidationError(gettext("Skriv hele adressen, for eksempel anna@eksempel.dk.")) from None
        return typed

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if not self.errors and not sent.get("phone") and not sent.get("email"):
            self.add_error("phone", gettext("Skriv et nummer eller en e-mail, så vi kan give dig besked."))
        return sent


@require_http_methods(["GET", "POST"])
@citizen_page("confirm")
def confirm(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The chosen card, three fields, one button. The form sent twice shows the pathway it made the first time."""
    draft = open_draft(request, clock.now())
    if draft is None:
        return redirect("web:my_way")
    key = request.POST.get("key") or draft.chosen.get("key", "")
    if not REF.fullmatch(key):
        return redirect("web:proposals")
    if request.method == "GET":
        return _show(request, draft, key, ContactForm(initial=_known(citizen)))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, key, form, status=422)
    try:
        accept(viewer=request.viewer, citizen=citizen, draft=draft, key=key, contact=form.cleaned_data, at=clock.now())
    except (AnswerError, NotAPartner):  # what could be used when it was answered cannot be used now
        return redirect(mend_page(draft))
    except AlreadyAccepted:
        return redirect("web:my_way")
    except SeatGone as gone:
        cards = cards_of(gone.alternatives, citizen)
        return render(request, "citizen/seat_gone.html", {"cards": cards, "contact": form.cleaned_data})
    except ChoiceUnknown:
        return redirect("web:proposals")
    return redirect("web:welcome")


def _known(citizen: Citizen) -> dict[str, str]:
    """What we know already; a fresh citizen's first name is a beginning."""
    contact = newest_contact(citizen)
    if contact is None:
        return {"full_name": citizen.display_name}
    return {"full_name": contact.full_name, "phone": contact.phone, "email": contact.email}


def _show(request: HttpRequest, draft: Draft, key: str, form: ContactForm, *, status: int = 200) -> HttpResponse:
    found = found_for(request, draft)
    if isinstance(found, HttpResponse):
        return found
    shown = next((c for c in found.cards if c.key == key), None)
    context = {
        "form": form,
        "errors": errors_of(form),
        "key": key,
        "title": shown.title if shown else draft.chosen.get("title", ""),
        "when": shown.when if shown else draft.chosen.get("when", ""),
        "facts": shown.facts if shown else (),
        "kind": key.partition(":")[0],
        "given_up": given_up(citizen_of(request.viewer), key),
        "back_url": reverse("web:proposals"),
    }
    return render(request, "citizen/confirm.html", context, status=status)
