"""The ten questions of the conversation. Forms check and no more; each error says by its field what to do.

What the citizen typed stays in the field also when it cannot be used.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.core import week
from sundhedscenter.journey.conversation import NotAPartner, home_area
from sundhedscenter.journey.proposals import MAX_GOAL, AnswerError, Mend
from sundhedscenter.journey.reasons_text import mend_text
from sundhedscenter.partnership.municipalities import municipality_names
from sundhedscenter.web.components.week_grid import mask_from

Choice = tuple[str, str | Promise, str | Promise]
Answers = Mapping[str, Any]
EMPTY = _("Vælg et af svarene.")


class Question(forms.Form):
    """One page of the conversation. `kind` picks the part of the template; `keys` are the answers it gives."""

    kind: ClassVar[str]
    title: ClassVar[str | Promise]
    keys: ClassVar[tuple[str, ...]]
    why: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)

    @classmethod
    def from_answers(cls, answers: Answers) -> "Question":
        """The question as it was answered before, so that going back shows what was said."""
        return cls(initial={key: answers[key] for key in cls.keys if key in answers})

    def answers(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in self.keys}

    @property
    def is_blank(self) -> bool:
        """Nothing is typed or ticked."""
        return not any(value.strip() for key in self.data for value in self._sent(key) if key in self._names())

    def _names(self) -> set[str]:
        return set(self.fields)

    def _sent(self, key: str) -> list[str]:
        return self.data.getlist(key) if hasattr(self.data, "getlist") else [str(self.data[key])]


def partner_places(*, last: str) -> str:
    """The municipalities that run the centre together: "Holstebro, Lemvig og Skive". One query."""
    *names, final = [name.removesuffix(" Kommune") for name in municipality_names()] or [""]
    return f"{', '.join(names)} {last} {final}" if names else final


class PlaceQuestion(Question):
    kind, keys = "text", ("postal_code",)
    title = _("Hvor bor du?")
    postal_code = forms.CharField(
        label=title,
        help_text=_("Skriv dit postnummer. Så finder vi noget i nærheden."),
        error_messages={"required": _("Skriv dit postnummer. Det er fire tal, for eksempel 7620.")},
    )

    def clean_postal_code(self) -> str:
        """A code that exists, in one of the municipalities that run the centre together."""
        code = "".join(self.cleaned_data["postal_code"].split())
        if len(code) != 4 or not (code.isascii() and code.isdigit()):
            raise forms.ValidationError(mend_text(AnswerError("postal_code", code, Mend.POSTAL_CODE)))
        try:
            home_area(code)
        except AnswerError:
            raise forms.ValidationError(
                gettext("Vi kender ikke %(code)s. Se efter på et brev, du har fået, og skriv de fire tal igen.")
                % {"code": code}
            ) from None
        except NotAPartner as outside:
            raise forms.ValidationError(
                gettext("Vi er her for dig, der bor i %(places)s. Bor du i %(town)s, så ring til din egen kommune.")
                % {"places": partner_places(last=gettext("og")), "town": outside.area.name}
            ) from None
        return code


class GoalQuestion(Question):
    kind, keys = "textarea", ("goal",)
    title = _("Hvad vil du gerne kunne?")
    limit = MAX_GOAL
    goal = forms.CharField(
        label=title,
        required=False,
        help_text=_("Skriv det med dine egne ord. For eksempel: Jeg vil kunne gå en tur med mit barnebarn."),
    )

    def clean_goal(self) -> str:
        goal = " ".join(self.cleaned_data["goal"].split())
        if any(not sign.isprintable() for sign in goal):
            raise forms.ValidationError(mend_text(AnswerError("goal", goal, Mend.GOAL_PLAIN_TEXT)))
        if len(goal) > MAX_GOAL:
            raise forms.ValidationError(
                gettext("Skriv det kortere. Der er plads til %(max)s tegn, og du har skrevet %(now)s.")
                % {"max": MAX_GOAL, "now": len(goal)}
            )
        return goal


class OneOf(Question):
    """A question with a few answers, one of which is chosen."""

    kind = "radio"
    choices: ClassVar[tuple[Choice, ...]]
    hint: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        (key,) = self.keys
        self.fields[key] = forms.ChoiceField(
            label=self.title,
            help_text=self.hint,
            choices=[(value, label) for value, label, _hint in self.choices],
            error_messages={"required": EMPTY, "invalid_choice": EMPTY},
        )


class TopicQuestion(OneOf):
    keys = ("topic",)
    title = _("Hvad handler det mest om?")
    hint = _("Du behøver ikke have en diagnose.")
    choices = (
        ("kol", _("Mine lunger"), _("For eksempel KOL")),
        ("type2", _("Diabetes"), _("Type 2 eller tæt på")),
        ("heart", _("Mit hjerte"), ""),
        ("blood_pressure", _("Mit blodtryk"), ""),
        ("knee", _("Mine knæ"), ""),
        ("stress", _("Stress eller humør"), ""),
        ("unsure", _("Det ved jeg ikke endnu"), _("Så finder vi ud af det sammen")),
    )


class TimeQuestion(OneOf):
    keys = ("time",)
    title = _("Hvor lang tid har du ad gangen?")
    choices = (
        ("ok", _("Jeg har den tid, det tager"), ""),
        ("short", _("Højst en time ad gangen"), ""),
    )


class DistanceQuestion(OneOf):
    keys = ("distance",)
    title = _("Hvor langt kan du komme?")
    hint = _("Tænk på den vej, du kan klare hver uge.")
    choices = (
        ("far", _("Op til 40 km"), ""),
        ("near", _("Op til 10 km"), ""),
        ("none", _("Jeg vil helst være med hjemmefra"), ""),
    )


class MoneyQuestion(OneOf):
    keys = ("money",)
    title = _("Må det koste noget?")
    choices = (
        ("ok", _("Ja, det må gerne koste lidt"), ""),
        ("free_only", _("Nej, det skal være gratis"), ""),
    )


class BodyQuestion(OneOf):
    keys = ("body",)
    title = _("Hvad kan kroppen være med til?")
    choices = (
        ("ok", _("Det meste"), ""),
        ("gentle", _("Det skal være roligt"), _("Du kan for eksempel sidde ned imens")),
        ("step_free", _("Der må ikke være trapper"), _("For eksempel med rollator eller kørestol")),
    )


class DigitalQuestion(OneOf):
    keys = ("digital",)
    title = _("Hvordan har du det med at være på nettet?")
    hint = _("Alt kan også gøres i telefonen eller på papir.")
    choices = (
        ("alone", _("Det klarer jeg selv"), ""),
        ("with_help", _("Det går, hvis jeg kan få hjælp"), ""),
        ("no", _("Jeg vil helst slippe for nettet"), ""),
    )


class WeekQuestion(Question):
    """The everyday week: `part` and `slot` are ticked, `week` is the mask of both."""

    kind, keys = "week", ("week",)
    title = _("Hvornår kan du i en almindelig uge?")
    hint = _("Sæt kryds ved alle de tider, der kan passe dig. Jo flere kryds, jo før er der et hold.")

    def _names(self) -> set[str]:
        return {"part", "slot"}

    @property
    def mask(self) -> int:
        """The week to show: what was sent, else what was answered before."""
        if not self.is_bound:
            return int(self.initial.get("week", 0))
        return self.cleaned_data.get("week", 0) if hasattr(self, "cleaned_data") else 0

    def clean(self) -> dict[str, Any]:
        try:
            mask = week.check_mask(mask_from(self._sent_list("part"), self._sent_list("slot")))
        except (ValueError, KeyError):
            self.cleaned_data["week"] = 0
            raise forms.ValidationError(gettext("Sæt dine krydser igen. Vi kunne ikke læse dem.")) from None
        self.cleaned_data["week"] = mask
        if not mask:
            raise forms.ValidationError(
                gettext("Sæt mindst ét kryds. Er alle dine dage fulde, så ring til os på %(phone)s.")
                % {"phone": settings.CENTRE_PHONE}
            )
        return self.cleaned_data

    def _sent_list(self, key: str) -> list[str]:
        return self._sent(key) if key in self.data else []


class RulersQuestion(Question):
    kind, keys = "rulers", ("importance", "confidence", "readiness")
    title = _("Tre korte spørgsmål til sidst")
    rulers: ClassVar[tuple[tuple[str, str | Promise, str | Promise, str | Promise], ...]] = (
        ("importance", _("Hvor vigtigt er det for dig?"), _("slet ikke vigtigt"), _("meget vigtigt")),
        ("confidence", _("Hvor sikker er du på, at du kan?"), _("slet ikke sikker"), _("helt sikker")),
        ("readiness", _("Hvor klar er du til at begynde?"), _("slet ikke klar"), _("klar i dag")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = _("Vælg et tal fra 0 til 10.")
        for name, label, _low, _high in self.rulers:
            errors = {"required": message, "invalid_choice": message, "invalid": message}
            self.fields[name] = forms.TypedChoiceField(
                label=label, coerce=int, choices=[(n, str(n)) for n in range(11)], error_messages=errors
            )

    def shown(self) -> list[dict[str, Any]]:
        return [{"field": self[name], "low": low, "high": high} for name, _label, low, high in self.rulers]


QUESTIONS: dict[str, type[Question]] = {
    "sted": PlaceQuestion,
    "maal": GoalQuestion,
    "emne": TopicQuestion,
    "tid": TimeQuestion,
    "afstand": DistanceQuestion,
    "penge": MoneyQuestion,
    "krop": BodyQuestion,
    "digital": DigitalQuestion,
    "uge": WeekQuestion,
    "lineal": RulersQuestion,
}
SLUG_OF = {key: slug for slug, question in QUESTIONS.items() for key in question.keys}
