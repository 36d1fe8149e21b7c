"""The words of fields and codes on the printed version of a citizen's data. What has no word here is technical: it is
in the file, not on the paper."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.journey.labels import FORM_LABELS, NEED_LABELS, TOPIC_LABELS, reason_choices
from sundhedscenter.web.citizen.questions import QUESTIONS, OneOf
from sundhedscenter.web.dates import clock_text, long_day_text
from sundhedscenter.web.helper_words import RIGHTS
from sundhedscenter.web.languages import language_name
from sundhedscenter.web.notices.renderers import NOTICES

type Text = str | Promise

FIELDS: dict[str, Text] = {
    "display_name": _("Navn på holdet"),
    "full_name": _("Fulde navn"),
    "phone": _("Telefon"),
    "email": _("Mail"),
    "wants_sms": _("Vil have sms"),
    "wants_email": _("Vil have mail"),
    "language": _("Sprog"),
    "postal_code": _("Postnummer"),
    "municipality": _("Kommune"),
    "slot_mask": _("Tider, du kan"),
    "distance": _("Hvor langt"),
    "digital": _("På nettet"),
    "kind": _("Hvad"),
    "act": _("Hvad"),
    "value": _("Svar"),
    "instrument": _("Skala"),
    "item": _("Spørgsmål"),
    "code": _("Hvad"),
    "text": _("Tekst"),
    "answer": _("Svar"),
    "answers": _("Svar"),
    "goal": _("Mål"),
    "topic": _("Emne"),
    "time": _("Tid"),
    "money": _("Penge"),
    "body": _("Krop"),
    "week": _("Tider, du kan"),
    "importance": _("Hvor vigtigt"),
    "confidence": _("Hvor sikker"),
    "readiness": _("Hvor klar"),
    "way": _("Hvordan"),
    "why": _("Hvorfor"),
    "channel": _("Hvordan"),
    "reason": _("Hvorfor"),
    "part": _("Del"),
    "parts": _("Del"),
    "what": _("Hvad"),
    "before": _("Før"),
    "after": _("Nu"),
    "outcome": _("Hvordan det endte"),
    "end_reason": _("Hvordan det endte"),
    "release_reason": _("Hvorfor du gav slip"),
    "until": _("Til"),
    "role": _("Ansvar"),
    "organisation": _("Sted"),
    "owner_organisation": _("Hvem har opgaven"),
    "owner": _("Hvem har opgaven"),
    "contact_person": _("Din kontakt"),
    "staff": _("Person"),
    "helper": _("Hjælper"),
    "name": _("Navn"),
    "scope": _("Må se"),
    "rights": _("Må"),
    "last_day": _("Sidste dag"),
    "during": _("Hvornår"),
    "since": _("Fra"),
    "lesson": _("Lektion"),
    "step": _("Skridt"),
    "choice": _("Valg"),
    "own_words": _("Dine ord"),
    "track": _("Hold"),
    "group": _("Hold"),
    "form": _("Form"),
    "forms": _("Form"),
    "from_session": _("Fra gang nummer"),
    "state": _("Fremmøde"),
    "recipient": _("Sendt til"),
    "frozen_bytes": _("Tekst"),
    "by": _("Af"),
    "on_behalf": _("Skrevet af en fagperson"),
    "deadline": _("Senest"),
    "recorded_at": _("Skrevet"),
    "recorded_by": _("Skrevet af"),
    "created_at": _("Skrevet"),
    "written_on": _("Skrevet"),
    "voted_on": _("Stemmer"),
    "received_at": _("Modtaget"),
    "given_at": _("Givet"),
    "done_at": _("Gjort"),
    "taken_at": _("Fra"),
    "made_at": _("Tilbudt"),
    "held_until": _("Holdt til"),
    "at": _("Hvornår"),
    "sent_at": _("Sendt"),
    "ended_at": _("Slut"),
    "released_at": _("Givet tilbage"),
    "withdrawn_at": _("Trukket"),
    "expires_at": _("Slettes"),
}
DAYS = frozenset({"deadline", "until", "last_day", "written_on", "voted_on"})
CODES: dict[str, Text] = {
    "rulers": _("Skala fra 0 til 10"),
    "importance": _("Hvor vigtigt"),
    "confidence": _("Hvor sikker"),
    "readiness": _("Hvor klar"),
    "action": _("Det, du vil prøve"),
    "check_before": _("Spørgsmålet før"),
    "check_after": _("Spørgsmålet efter"),
    "erased": _("Slettet"),
}
# On paper these are told in one sentence; the file has each row.
COUNTED = frozenset({"core.AuditEntry", "core.AccessLine", "citizens.NationalIdentifier", "intake.PostingWriter"})
PEOPLE: dict[str, Text] = {
    "self": _("dig selv"),
    "system": _("centrets eget system"),
    "other": _("en anden borger"),
}


def facts_of(row: Mapping[str, Any], choices: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields of a row that have words, with what stands in them. Empty ones are left out.

    What the citizen answered in the conversation is said in the words of its question.
    """
    for name, value in row.items():
        if name in FIELDS and value not in (None, "", [], {}):
            question = str(row.get("kind", "")) if name == "value" else name
            yield str(FIELDS[name]), _answered(question, value) or said(name, value, choices.get(name, {}))


def _answered(question: str, value: Any) -> str:
    """The words of an answer to one of the questions with few answers; empty where it is none of them."""
    if question == "answers" and isinstance(value, dict):
        parts = ((key, _answered(key, part) or said(key, part, {})) for key, part in value.items() if key in FIELDS)
        return ", ".join(f"{FIELDS[key]}: {part}" for key, part in parts)
    for asked in QUESTIONS.values():
        if issubclass(asked, OneOf) and asked.keys[0] == question:
            return next((str(label) for code, label, _hint in asked.choices if code == value), "")
    return ""


def said(name: str, value: Any, choices: Mapping[str, str]) -> str:
    """One value as a person says it, in the language of the page."""
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    if name in {"slot_mask", "week"} and isinstance(value, int):
        number = int(value).bit_count()
        return ngettext("%(n)s tid om ugen", "%(n)s tider om ugen", number) % {"n": number}
    if name in DAYS and isinstance(value, str):
        return _day(value)
    if isinstance(value, dict):
        return _of_mapping(value, choices)
    if name in {"scope", "rights"} and isinstance(value, str) and value in RIGHTS:
        return str(RIGHTS[value].label)
    if isinstance(value, list):
        return ", ".join(said(name, part, choices) for part in value)
    if name == "language":
        return language_name(str(value))
    return _code(str(value), choices)


def _of_mapping(value: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    if "utc" in value:
        at = datetime.fromisoformat(value["local"]).astimezone(COPENHAGEN)
        return f"{long_day_text(at)} {clock_text(at)}"
    if "before" in value and "from" in value:
        begin, end = _day(value["from"]), _day(value["before"], days=-1)
        if end:
            return gettext("fra %(begin)s til og med %(end)s") % {"begin": begin, "end": end}
        return gettext("fra %(begin)s") % {"begin": begin}
    if "id" in value and "name" in value:
        return str(value["name"])
    if value.get("kind") in {"self", "system", "other", "staff", "helper"}:
        name = value.get("name", "") if value["kind"] in {"staff", "helper"} else str(PEOPLE[value["kind"]])
        return ", ".join(part for part in (name, value.get("organisation", "")) if part)
    return ", ".join(f"{FIELDS.get(key, key)}: {said(key, part, choices)}" for key, part in value.items())


def _day(iso: str | None, *, days: int = 0) -> str:
    return long_day_text(datetime.fromisoformat(iso) + timedelta(days=days)) if iso else ""


def _code(value: str, choices: Mapping[str, str]) -> str:
    """A code in words. Codes are English words, which is what an English page shows where there are no better."""
    known: dict[str, Text] = {**CODES, **TOPIC_LABELS, **FORM_LABELS, **NEED_LABELS}
    language = get_language() or "da"
    if value in known:
        return str(known[value])
    if value in NOTICES:
        return str(NOTICES[value].subject)
    if language == "da":
        known = {**dict(reason_choices(language)), **choices}
    return str(known.get(value, value.replace("_", " ") if value in choices else value))
