"""What somebody types to move a role: checked here, and said plainly where it cannot be done."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sundhedscenter.catalogue.actions import CannotMove
from sundhedscenter.partnership.models import Organisation, Responsibility
from sundhedscenter.web.staff import words

DAY_FORMATS = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")
WHY_LENGTH = 300


class DayField(forms.CharField):
    """A day as one writes it in Danish; an error shows what was written."""

    def clean(self, value: Any) -> date:
        text = str(super().clean(value)).strip().replace(" ", "")
        for form in DAY_FORMATS:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        raise forms.ValidationError(_("Skriv dagen som 1.1.2027. Der står “%(text)s”.") % {"text": text[:30]})


class MoveForm(forms.Form):
    """Role, to whom, from which day, and why."""

    role = forms.ChoiceField(
        label=gettext_lazy("Hvilket ansvar?"),
        choices=Responsibility.ROLES,
        error_messages={"required": gettext_lazy("Vælg, hvilket ansvar der flytter")},
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Til hvem?"), error_messages={"required": gettext_lazy("Vælg, hvem der får ansvaret")}
    )
    on = DayField(
        label=gettext_lazy("Fra hvilken dag?"),
        help_text=gettext_lazy("Skriv dagen som 1.1.2027. Det må gerne være en dag, der er gået."),
        error_messages={"required": gettext_lazy("Skriv, fra hvilken dag ansvaret flytter")},
    )
    why = forms.CharField(
        label=gettext_lazy("Hvorfor?"),
        help_text=gettext_lazy("For eksempel hvilken aftale det bygger på. Skriv intet om borgere."),
        max_length=WHY_LENGTH,
        error_messages={
            "required": gettext_lazy("Skriv, hvorfor ansvaret flytter"),
            "max_length": gettext_lazy("Skriv højst 300 tegn"),
        },
    )

    def __init__(self, data: Any = None, *, organisations: list[Organisation]) -> None:
        super().__init__(data)
        self.organisations = {organisation.code: organisation for organisation in organisations}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(organisation.code, organisation.name) for organisation in organisations]
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(code, _(name)) for code, name in Responsibility.ROLES]

    def receiver(self) -> Organisation:
        return self.organisations[self.cleaned_data["to"]]


class BackForm(forms.Form):
    """From which day the days are put back."""

    on = DayField(
        label=gettext_lazy("Fra hvilken dag?"),
        help_text=gettext_lazy("Skriv dagen som 1.1.2027."),
        error_messages={"required": gettext_lazy("Skriv, fra hvilken dag ansvaret flytter tilbage")},
    )


def mend_words(problem: CannotMove) -> str:
    """What is wrong with the field, and what to do."""
    value = words.year_day(problem.value) if isinstance(problem.value, date) else str(problem.value)
    return {
        "before_first_day": _("%(value)s er før tilbuddets første dag. Vælg en senere dag."),
        "too_far_ahead": _("%(value)s er mere end ti år frem. Vælg en dag, der er nærmere."),
        "not_valid_on_day": _("%(value)s findes ikke den dag. Vælg en anden dag eller en anden organisation."),
        "has_it_already": _("%(value)s har ansvaret i forvejen. Vælg en anden dag eller en anden organisation."),
        "nobody_works_there": _(
            "Hos %(value)s er ingen fagperson ansat den dag. Vælg en anden, eller få en fagperson oprettet først."
        ),
        "not_newest": _("Ansvaret er flyttet igen siden. Flyt først det nyeste tilbage."),
        "unknown_role": _("Vælg, hvilket ansvar der flytter"),
    }[problem.mend] % {"value": value}
