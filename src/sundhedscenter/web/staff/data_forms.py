"""Forms for answering a wish about data, and for writing one down for a citizen."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sundhedscenter.intake.models import DataRequest
from sundhedscenter.journey.labels import NEED_LABELS
from sundhedscenter.journey.own_data.asking import MAX_TEXT
from sundhedscenter.journey.own_data.correcting import current
from sundhedscenter.journey.own_data.parts import Part, correctable, erasable, part, words
from sundhedscenter.web.citizen.data_wishes import KINDS
from sundhedscenter.web.citizen.data_words import FIELDS

LENGTHS = {"full_name": 120, "phone": 20, "display_name": 80, "text": 500}
MAY_BE_EMPTY = frozenset({"phone", "email"})
NEEDS: str | Promise = gettext_lazy("Det, lederen skal vide")


# Where a part is named to the citizen ("your goal"), its name to the one who answers.
THEIRS: dict[str, str | Promise] = {
    "answers": gettext_lazy("Borgerens svar på skalaer"),
    "goal": gettext_lazy("Borgerens mål"),
    "draft": gettext_lazy("Borgerens svar, fra før log-ind"),
    "lessons": gettext_lazy("Borgerens skridt"),
    "messages": gettext_lazy("Beskeder til borgeren"),
}


def part_name(found: Part) -> str:
    """What a professional calls a part of a citizen's data."""
    return str(THEIRS.get(found.code) or words(found.name, get_language() or "da"))


class AnswerForm(forms.Form):
    """The words to the citizen; for a correction also what is right, field by field, as it stands now."""

    answer = forms.CharField(required=False, max_length=MAX_TEXT)

    def __init__(self, data: Any = None, *, row: DataRequest) -> None:
        super().__init__(data)
        self.row = row
        self.fields["answer"].error_messages["max_length"] = _(
            "Skriv det lidt kortere. Der er plads til %(n)s tegn."
        ) % {"n": MAX_TEXT}
        self.codes = list(row.parts) if row.kind == DataRequest.CORRECTION and row.ended_at is None else []
        for code in self.codes:
            for name, value in current(row.citizen, code).items():
                self.fields[f"{code}-{name}"] = _field(name, value)

    def values(self) -> dict[str, dict[str, Any]]:
        """What is right, by part and field."""
        return {
            code: {name: self.cleaned_data[f"{code}-{name}"] for name in current(self.row.citizen, code)}
            for code in self.codes
        }

    def parts(self) -> list[dict[str, Any]]:
        """What the page draws: each part with its fields."""
        return [
            {
                "name": part_name(part(code)),
                "fields": [
                    {"field": self[key], "many": key.endswith("-codes"), "long": key == "goal-text"}
                    for key in self.fields
                    if key.startswith(f"{code}-")
                ],
            }
            for code in self.codes
        ]


def _field(name: str, value: Any) -> forms.Field:
    if name == "codes":
        known = {**NEED_LABELS, **{code: NEED_LABELS.get(code, code) for code in value}}
        return forms.MultipleChoiceField(
            label=str(NEEDS),
            required=False,
            initial=value,
            choices=[(code, str(label)) for code, label in known.items()],
        )
    label, required = str(FIELDS[name]), name not in MAY_BE_EMPTY
    messages = {"required": _("Skriv, hvad der er rigtigt."), "invalid": _("Skriv en mail som navn@eksempel.dk.")}
    if name == "email":
        return forms.EmailField(label=label, required=required, initial=value, error_messages=messages)
    longest = LENGTHS[name]
    messages["max_length"] = _("Skriv det lidt kortere. Der er plads til %(n)s tegn.") % {"n": longest}
    return forms.CharField(label=label, required=required, initial=value, max_length=longest, error_messages=messages)


class WishByPhone(forms.Form):
    """What the citizen said: correct or erase, of which part, in their words."""

    wish = forms.ChoiceField(label=gettext_lazy("Hvad vil borgeren?"))
    text = forms.CharField(label=gettext_lazy("Borgerens egne ord"), required=False, max_length=MAX_TEXT)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kinds = ((DataRequest.CORRECTION, correctable()), (DataRequest.ERASURE, erasable()))
        self.fields["wish"].choices = [
            (f"{kind}:{found.code}", f"{KINDS[kind]}: {part_name(found)}")
            for kind, possible in kinds
            for found in possible
        ]
        for code in ("required", "invalid_choice"):
            self.fields["wish"].error_messages[code] = _("Vælg, hvad det handler om.")

    def asked(self) -> dict[str, Any]:
        """What `journey.own_data.asking.ask` needs to know."""
        kind, _colon, code = self.cleaned_data["wish"].partition(":")
        return {"kind": kind, "parts": [code], "text": self.cleaned_data["text"]}
