"""Text size and colours, chosen by anybody on any page and kept in one cookie that holds the choice and nothing else."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

COOKIE = "visning"
COOKIE_SECONDS = 365 * 24 * 60 * 60
# The first of each is what stands without a choice: the device decides, and 100 %.
THEMES: dict[str, str | Promise] = {
    "": _("Som min enhed"),
    "light": _("Lys"),
    "dark": _("Mørk"),
    "high": _("Høj kontrast"),
    "calm": _("Rolig"),
}
HINTS: dict[str, str | Promise] = {
    "": _("Lys eller mørk, som din telefon eller computer er sat op."),
    "light": _("Mørk tekst på lys bund."),
    "dark": _("Lys tekst på mørk bund."),
    "high": _("Sort på hvidt med tydelige kanter."),
    "calm": _("Dæmpede farver, intet der bevæger sig, og ingen pynt."),
}
SIZES: dict[str, str] = {"": "100 %", "125": "125 %", "150": "150 %", "200": "200 %", "250": "250 %"}
SCHEMES = {"": "light dark", "dark": "dark"}


@dataclass(frozen=True)
class Choice:
    theme: str = ""
    text: str = ""

    @property
    def color_scheme(self) -> str:
        """What the browser draws its own fields and scroll bars in."""
        return SCHEMES.get(self.theme, "light")

    @property
    def attributes(self) -> SafeString:
        """Of the page's first tag. Both parts come from the lists above."""
        named = {"data-theme": self.theme, "data-text": self.text}
        return format_html_join("", ' {}="{}"', [(name, value) for name, value in named.items() if value])

    def value(self) -> str:
        return f"{self.theme}.{self.text}"


def choice_of(request: HttpRequest) -> Choice:
    """The kept choice; what is not in the lists counts as none."""
    theme, _dot, text = request.COOKIES.get(COOKIE, "").partition(".")
    return Choice(theme if theme in THEMES else "", text if text in SIZES else "")


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """The page with an example; a button on any page sends its one change here and comes back to where it was."""
    if request.method == "POST":
        return _keep(request)
    choice = choice_of(request)
    context = {
        "themes": [(code, label, HINTS[code], code == choice.theme) for code, label in THEMES.items()],
        "sizes": [(code, label, code == choice.text) for code, label in SIZES.items()],
    }
    return render(request, "display.html", context)


def _keep(request: HttpRequest) -> HttpResponse:
    choice = choice_of(request)
    if (theme := request.POST.get("theme", "-")) in THEMES:
        choice = replace(choice, theme=theme)
    if (text := request.POST.get("text", "-")) in SIZES:
        choice = replace(choice, text=text)
    response = redirect(_way_back(request))
    if choice == Choice():
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE,
            choice.value(),
            max_age=COOKIE_SECONDS,
            samesite="Lax",
            secure=settings.HTTPS,
            httponly=True,
        )
    return response


def _way_back(request: HttpRequest) -> str:
    """A page of ours, else the page of the choice. A link from elsewhere must not lead people away through us."""
    page = request.POST.get("next", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours else "web:display"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Part of base.html's context: the choice, and the buttons that change it."""
    choice = choice_of(request)
    return {"display": choice, "display_buttons": _buttons(str(get_language()), choice)}


@cache
def _buttons(language: str, choice: Choice) -> SafeString:
    """At most 50 different texts, so each is made once. The form around them is the page's own."""
    context = {
        "themes": [(code, label, code == choice.theme) for code, label in THEMES.items()],
        "sizes": [(code, label, code == choice.text) for code, label in SIZES.items()],
    }
    return mark_safe(render_to_string("_display_buttons.html", context))  # noqa: S308  an autoescaping template's text
