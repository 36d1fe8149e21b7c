"""The printed conversation as one form: by which way, who it is, and the ten questions in the paper's order."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sundhedscenter.journey.on_behalf import Way
from sundhedscenter.web.citizen.confirm import CONTACT_LABELS, ContactForm
from sundhedscenter.web.citizen.conversation import errors_of
from sundhedscenter.web.citizen.questions import QUESTIONS, OneOf, Question, RulersQuestion
from sundhedscenter.web.staff.on_behalf.desk import WAYS


class CallerForm(ContactForm):
    """How we reach the citizen, as the paper asks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for name, label in CONTACT_LABELS.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""


class WayForm(forms.Form):
    """How the citizen says it."""

    choices: ClassVar = [(way.value, label) for way, label in WAYS.items()]
    way = forms.ChoiceField(
        label=_("Hvordan får du svarene?"),
        choices=choices,
        initial=Way.PHONE.value,
        error_messages={"required": _("Vælg et af svarene."), "invalid_choice": _("Vælg et af svarene.")},
    )


class Sheet:
    """Several forms that are sent together. What was typed stays, whatever is missing."""

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any] | None = None) -> None:
        known = dict(answers or {})
        self.way = WayForm(data, initial={"way": known.get("way", Way.PHONE.value)})
        self.caller = CallerForm(data, initial={name: known.get(name, "") for name in CONTACT_LABELS})
        self.questions: dict[str, Question] = {
            slug: question(data) if data is not None else question.from_answers(known)
            for slug, question in QUESTIONS.items()
        }

    def is_valid(self) -> bool:
        """Every form is asked: all that is missing is said at once."""
        return not [form for form in self._forms() if not form.is_valid()]

    def answers(self) -> dict[str, Any]:
        """What the draft keeps. Only when valid."""
        contact = {name: self.caller.cleaned_data[name] for name in CONTACT_LABELS}
        found: dict[str, Any] = {"way": self.way.cleaned_data["way"], **contact}
        for question in self.questions.values():
            found |= question.answers()
        return found

    def errors(self) -> list[tuple[str, str]]:
        """What to mend, question by question; the short answers alike name the one they are about."""
        found = [*errors_of(self.way), *errors_of(self.caller)]
        for question in self.questions.values():
            named = isinstance(question, (OneOf, RulersQuestion))
            for field, words in errors_of(question):
                label = question.fields[field.removeprefix("id_")].label if named else ""
                found.append((field, f"{label} {words}" if label else words))
        return found

    def fields(self) -> list[dict[str, Any]]:
        """Each question as the page draws it, with its number on the paper."""
        return [
            {
                "form": question,
                "kind": question.kind,
                "label": f"{number}. {question.title}",
                "field": question[question.keys[0]] if question.kind not in ("week", "rulers") else None,
                "choices": question.choices if isinstance(question, OneOf) else (),
                "error": " ".join(map(str, question.non_field_errors())) if question.is_bound else "",
            }
            for number, question in enumerate(self.questions.values(), start=1)
        ]

    def _forms(self) -> list[forms.Form]:
        return [self.way, self.caller, *self.questions.values()]
