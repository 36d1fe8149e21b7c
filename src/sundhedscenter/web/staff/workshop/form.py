"""The whole document of an offer as one form. Validates and no more; what it does not ask is kept as it was."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from sundhedscenter.catalogue.models import Form, Offer, Topic
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.vocabulary import Area, WayIn
from sundhedscenter.core import week
from sundhedscenter.web.citizen.cards import form_name
from sundhedscenter.web.components.week_grid import mask_from
from sundhedscenter.web.languages import LANGUAGES, language_name

# Text: label, hint, lines in Danish, needed or not, longest.
TEXTS: dict[str, tuple[str | Promise, str | Promise, int, bool, int]] = {
    "name": (_("Navn"), _("Sig, hvad det er. Intet slogan."), 1, True, 120),
    "summary": (_("Kort fortalt"), _("To korte linjer. De står på listen over tilbud."), 3, True, 600),
    "for_whom": (_("For hvem"), _("Skriv til den, det er for: “For dig, der …”"), 3, False, 1500),
    "happens": (_("Det sker der"), _("Hvad gør man, når man er med?"), 4, False, 2000),
    "times": (_("Tider i ord"), _("For eksempel: Tirsdag kl. 16 til 17.30, ikke i uge 42"), 1, False, 200),
    "join": (_("Sådan kommer man med"), _("Hvad gør man først? Hvem ringer man til?"), 2, True, 600),
}
KEPT = ("programme", "track", "first_lesson", "task", "responsibilities", "checked_on")
CODE_LENGTH = 60


class OfferForm(forms.Form):
    """`kept` is the document that is written on; empty for a new offer. Choices are (code, name)."""

    def __init__(
        self,
        data: Any = None,
        *,
        houses: Mapping[str, str],
        places: Iterable[tuple[str, str]],
        towns: Iterable[tuple[str, str]],
        kept: Mapping[str, Any],
        demo: bool,
    ) -> None:
        super().__init__(data, initial=_initial(kept))
        self.houses, self.kept, self.demo = houses, kept, demo
        self._add_texts()
        self._add_choices(places, towns)
        self._add_forms()
        self._add_plain()

    def _add_texts(self) -> None:
        for name, (label, hint, _lines, needed, longest) in TEXTS.items():
            for code, language in (("da", gettext("dansk")), ("en", gettext("engelsk"))):
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} ({language})",
                    help_text=hint if code == "da" else "",
                    required=needed and code == "da",
                    max_length=longest,
                    error_messages={
                        "required": gettext("Skriv “%(field)s” på dansk") % {"field": str(label).lower()},
                        "max_length": gettext("Skriv højst %(count)s tegn") % {"count": longest},
                    },
                )

    def _add_choices(self, places: Iterable[tuple[str, str]], towns: Iterable[tuple[str, str]]) -> None:
        self.fields["organisation"] = forms.ChoiceField(
            label=gettext("Hvilket hus skriver du for?"),
            choices=list(self.houses.items()),
            error_messages={"required": gettext("Vælg, hvilket hus du skriver for")},
        )
        self.fields["area"] = forms.ChoiceField(
            label=gettext("Område"),
            choices=[(area.value, gettext(area.label)) for area in Area],
            error_messages={"required": gettext("Vælg et område")},
        )
        many = {
            "topics": (gettext("Hvad handler det om?"), [(t.value, gettext(t.label)) for t in Topic], False, ""),
            "ways_in": (gettext("Hvordan kommer man ind?"), [(w.value, gettext(w.label)) for w in WayIn], True,
                        gettext("Sæt mindst ét kryds ved, hvordan man kommer ind")),
            "languages": (gettext("Hvilke sprog kan I?"), [(c, language_name(c, capital=True)) for c in LANGUAGES], True,
                          gettext("Sæt mindst ét kryds ved sprog")),
            "municipalities": (gettext("Hvem må komme?"), list(towns), False, ""),
            "places": (gettext("Hvor mødes man?"), list(places), False, ""),
        }  # fmt: skip
        for name, (label, choices, needed, mend) in many.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, required=needed, error_messages={"required": mend}
            )
        self.fields["municipalities"].help_text = gettext("Uden kryds må alle partnernes borgere komme.")

    def _add_forms(self) -> None:
        for form in Form:
            self.fields[f"form_{form.value}"] = forms.BooleanField(label=form_name(form.value), required=False)
            self.fields[f"minutes_{form.value}"] = _number(gettext("Minutter hver gang"), 1, 300)
            self.fields[f"cost_{form.value}"] = _number(gettext("Pris i kroner"), 0, 100_000)

    def _add_plain(self) -> None:
        self.fields["keywords"] = forms.CharField(
            label=gettext("Søgeord"), required=False, max_length=400,
            help_text=gettext("Ord, folk selv ville bruge. Sæt komma imellem."),
        )  # fmt: skip
        self.fields["min_age"] = _number(gettext("Yngste alder"), 0, 120)
        self.fields["max_age"] = _number(gettext("Ældste alder"), 0, 120)
        self.fields["phone"] = forms.RegexField(
            r"^[+\d ]{0,20}$", label=gettext("Telefon"), required=False,
            error_messages={"invalid": gettext("Skriv kun tal og mellemrum")},
        )  # fmt: skip
        self.fields["email"] = forms.EmailField(
            label=gettext("E-mail"), required=False, error_messages={"invalid": gettext("Skriv som navn@sted.dk")}
        )
        self.fields["website"] = forms.RegexField(
            r"^(https?://\S+)?$", label=gettext("Hjemmeside"), required=False, max_length=200,
            error_messages={"invalid": gettext("Skriv hele adressen, også https://")},
        )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label=gettext("Hvor ved I det fra?"), min_length=4, max_length=300,
            help_text=gettext("For eksempel en aftale, en leder eller en hjemmeside. Skriv intet om borgere."),
            error_messages={
                "required": gettext("Skriv, hvor I ved det fra"), "min_length": gettext("Skriv lidt mere"),
            },
        )  # fmt: skip
        self.fields["note"] = forms.CharField(
            label=gettext("Hvad har du ændret?"), required=False, max_length=300,
            help_text=gettext("Kort, til den, der læser igennem."),
            error_messages={"max_length": gettext("Skriv højst %(count)s tegn") % {"count": 300}},
        )  # fmt: skip

    @property
    def mask(self) -> int:
        """The week to show: what was sent, else what the offer had."""
        if not self.is_bound:
            return int(self.kept.get("slot_mask", 0))
        try:
            return week.check_mask(mask_from(self._sent("part"), self._sent("slot")))
        except (ValueError, KeyError):
            return 0

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        try:
            week.check_mask(mask_from(self._sent("part"), self._sent("slot")))
        except (ValueError, KeyError):
            self.add_error(None, gettext("Sæt krydserne i ugen igen. Vi kunne ikke læse dem."))
        if not any(said.get(f"form_{form.value}") for form in Form):
            self.add_error("form_group_site", gettext("Sæt mindst ét kryds ved en form"))
        for form in Form:
            minutes = f"minutes_{form.value}"
            if said.get(f"form_{form.value}") and not said.get(minutes) and minutes not in self.errors:
                self.add_error(minutes, gettext("Skriv, hvor mange minutter det varer"))
        low, high = said.get("min_age"), said.get("max_age")
        if low is not None and high is not None and low > high:
            self.add_error("max_age", gettext("Den ældste alder skal være over den yngste"))
        if any(len(word) > CODE_LENGTH for word in self._keywords()):
            self.add_error("keywords", gettext("Sæt komma mellem ordene"))
        return said

    def document(self, code: str) -> Document | None:
        """The document it makes, or None with the error beside its field. Call when the form is valid."""
        said = self.cleaned_data
        texts = {name: {"da": said[f"{name}_da"], "en": said[f"{name}_en"]} for name in TEXTS}
        plain = ("area", "topics", "ways_in", "languages", "municipalities", "places", "phone", "email", "website")
        whole = {
            **{name: self.kept[name] for name in KEPT if name in self.kept},
            **texts,
            **{name: said[name] for name in (*plain, "min_age", "max_age", "source", "organisation")},
            "code": code,
            "slot_mask": self.mask,
            "keywords": self._keywords(),
            "variants": self._variants(),
            "demo": bool(self.kept.get("demo", self.demo)),
        }
        try:
            return Document.model_validate(whole)
        except ValidationError as problem:
            for mistake in problem.errors():
                name = "_".join(str(part) for part in mistake["loc"][:2])
                self.add_error(name if name in self.fields else None, str(mistake["msg"]))
            return None

    def form_rows(self) -> list[dict[str, Any]]:
        """The three fields of each form, for the page."""
        return [
            {
                "box": self[f"form_{form.value}"],
                "choices": [("on", gettext("Ja, sådan kan man være med"))],
                "values": ["on"] if self[f"form_{form.value}"].value() else [],
                "minutes": self[f"minutes_{form.value}"],
                "cost": self[f"cost_{form.value}"],
                "name": form_name(form.value),
            }
            for form in Form
        ]

    def text_rows(self) -> list[dict[str, Any]]:
        return [
            {"da": self[f"{name}_da"], "en": self[f"{name}_en"], "lines": lines, "optional": not needed}
            for name, (_label, _hint, lines, needed, _longest) in TEXTS.items()
        ]

    def _variants(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        return [
            {
                "form": form.value,
                "minutes": said[f"minutes_{form.value}"],
                "cost_dkk": said[f"cost_{form.value}"] or 0,
            }
            for form in Form
            if said[f"form_{form.value}"]
        ]

    def _keywords(self) -> list[str]:
        words = [" ".join(word.split()) for word in self.cleaned_data.get("keywords", "").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def _sent(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []


def free_code(name: str) -> str:
    """An address made from the name, with a number behind it where another offer has it: "gaahold-2"."""
    stem = "-".join(_ascii(name).split())[: CODE_LENGTH - 4].strip("-") or "tilbud"
    taken = set(Offer.objects.filter(code__startswith=stem).values_list("code", flat=True)) | {"nyt"}
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _ascii(name: str) -> str:
    swapped = name.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "".join(
        letter if letter.isascii() and letter.isalnum() else " " for letter in unicodedata.normalize("NFKD", swapped)
    )


def _number(label: str, low: int, high: int) -> forms.IntegerField:
    mend = gettext("Skriv et helt tal fra %(low)s til %(high)s") % {"low": low, "high": high}
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), mend)
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False, error_messages=messages)


def _initial(kept: Mapping[str, Any]) -> dict[str, Any]:
    if not kept:
        return {"languages": ["da"], "ways_in": ["self"]}
    texts = {f"{name}_{code}": (kept.get(name) or {}).get(code, "") for name in TEXTS for code in ("da", "en")}
    forms_there = {}
    for row in kept.get("variants", ()):
        forms_there[f"form_{row['form']}"] = True
        forms_there[f"minutes_{row['form']}"] = row["minutes"]
        forms_there[f"cost_{row['form']}"] = row.get("cost_dkk", 0)
    return {**kept, **texts, **forms_there, "keywords": ", ".join(kept.get("keywords", ()))}
