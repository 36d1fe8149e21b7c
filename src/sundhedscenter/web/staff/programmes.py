"""Programmes for professionals: each figure with its status and its source, as the files say."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from sundhedscenter.catalogue.models import Programme
from sundhedscenter.web.staff.figure_words import PARTS, STATUS, figure_name, value_words
from sundhedscenter.web.staff.groups import name_of
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page


@staff_page("programmes")
@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    rows = []
    for programme in Programme.objects.order_by("code"):
        figures = [figure for part in _parts(programme.document) for figure in part["figures"]]
        to_confirm = sum(1 for figure in figures if figure["status"] == "K")
        rows.append(
            {
                "name": name_of(programme),
                "version": programme.version,
                "figures": len(figures),
                "to_confirm": to_confirm,
                "placeholder": programme.document.get("state") == "placeholder",
                "href": reverse("web:staff_programme", args=[programme.code]),
            }
        )
    return staff_render(request, "programmes", "staff/programme_list.html", {"rows": rows})


@staff_page("programmes")
@require_GET
def programme_detail(request: HttpRequest, code: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.prefetch_related("tracks"), code=code)
    parts = _parts(programme.document)
    context = {
        "name": name_of(programme),
        "version": programme.version,
        "summary": _text(programme.document.get("summary")),
        "placeholder": programme.document.get("state") == "placeholder",
        "parts": parts,
        "links": [(part["title"], f"#{part['anchor']}") for part in parts],
        "tracks": [name_of(track) for track in programme.tracks.all()],
        "legend": [{"code": status, "label": label} for status, (label, _tone) in STATUS.items()],
    }
    return staff_render(request, "programmes", "staff/programme_detail.html", context)


def _parts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The programme's figures under headings: for whom, each module, size of a group, rules. Empty parts are left out."""
    parts = [("target", document.get("target", {}))]
    modules = [(_text(module["name"]), module.get("figures", {})) for module in document.get("modules", [])]
    parts += [*modules, ("group_size", document.get("group_size", {})), ("rules", document.get("rules", {}))]
    return [
        {
            "title": str(PARTS.get(title, title)),
            "anchor": f"del-{number}",
            "figures": [_figure(key, value) for key, value in figures.items()],
        }
        for number, (title, figures) in enumerate(parts)
        if figures
    ]


def _figure(key: str, figure: dict[str, Any]) -> dict[str, Any]:
    label, tone = STATUS[figure["status"]]
    return {
        "name": figure_name(key),
        "value": value_words(figure["value"]),
        "status": figure["status"],
        "label": label,
        "tone": tone,
        "source": figure["source"],
        "note": figure.get("note", ""),
    }


def _text(words: Any) -> str:
    if not isinstance(words, dict):
        return ""
    return str(words.get("en" if get_language() == "en" else "da", ""))
