"""Which role opens which staff page (docs/security/walls.md, as far as pages exist)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment

EVERY_ROLE = frozenset(code for code, _name in Employment.ROLES)
LEADING = frozenset({"professional", "specialist", "outside_partner"})
CARE = frozenset({"professional", "assessor"})
CONTENT = frozenset({"professional", "specialist", "assessor", "manager", "clinical_lead", "offer_editor"})
EDITING = frozenset({"offer_editor", "clinical_lead"})
AGREEMENTS = frozenset({"coordinator", "operator", "manager"})


@dataclass(frozen=True)
class Page:
    """A page of the menu. Its sub-pages (a group, a case) are opened by the same roles."""

    code: str
    url_name: str
    label: str | Promise
    hint: str | Promise
    icon: str
    roles: frozenset[str]


MENU = (
    Page("home", "web:staff_home", _("Overblik"), "", "home", EVERY_ROLE),
    Page(
        "morning",
        "web:staff_morning",
        _("Morgen"),
        _("Hvem har brug for dig i dag, og hvorfor"),
        "list-check",
        frozenset({"professional"}),
    ),
    Page("groups", "web:staff_groups", _("Mine hold"), _("Fremmøde, deltagere og lister"), "groups", LEADING),
    Page("cases", "web:staff_cases", _("Borgere"), _("Forløb og frister i din kommune"), "persons", CARE),
    Page(
        "new_citizen",
        "web:staff_new",
        _("Ny borger"),
        _("Skriv en borger ind i telefonen eller fra papir"),
        "phone",
        frozenset({"professional"}),
    ),
    Page(
        "data",
        "web:staff_data",
        _("Data"),
        _("Ønsker om at rette og slette"),
        "document",
        frozenset({"professional"}),
    ),
    Page(
        "queues",
        "web:staff_queues",
        _("Opgaver"),
        _("Antal og frister, uden navne"),
        "list-check",
        frozenset({"manager"}),
    ),
    Page(
        "figures",
        "web:staff_figures",
        pgettext_lazy("menu", "Tal"),
        _("Hvor folk falder fra, ventetid, tider og mangler"),
        "checklist",
        frozenset({"coordinator"}),
    ),
    Page(
        "pooled",
        "web:staff_pooled",
        _("Hold på tværs"),
        _("Alle hold og ledige pladser, uden navne"),
        "groups",
        frozenset({"coordinator"}),
    ),
    Page(
        "offers", "web:staff_offers", _("Tilbud"), _("Næste start, og hvordan I henviser"), "calendar-month", EVERY_ROLE
    ),
    Page(
        "ideas",
        "web:staff_ideas",
        _("Idéer"),
        _("Det, borgerne foreslår, og det, der bliver af det"),
        "list-check",
        frozenset({"moderator", "offer_editor"}),
    ),
    Page(
        "workshop",
        "web:staff_workshop",
        _("Værksted"),
        _("Skriv jeres tilbud, og læs andres, før borgerne ser dem"),
        "checklist",
        EDITING,
    ),
    Page(
        "coverage",
        "web:staff_coverage",
        _("Dækning"),
        _("Hvor der mangler tilbud, kommune for kommune"),
        "groups",
        EDITING | {"coordinator"},
    ),
    Page("programmes", "web:staff_programmes", _("Programmer"), _("Tal, status og kilde"), "checklist", CONTENT),
    Page(
        "responsibility",
        "web:staff_responsibilities",
        _("Ansvar"),
        _("Hvem der har et tilbud fra hvilken dag"),
        "arrow-forward",
        frozenset({"coordinator"}),
    ),
    Page("partnership", "web:staff_partnership", _("Partnerskab"), _("Aftaler og ansvar"), "document", AGREEMENTS),
    Page(
        "operations",
        "web:staff_operations",
        _("Drift"),
        _("Brugere og beskeder i kø"),
        "settings",
        frozenset({"operator"}),
    ),
)
ROLES_OF = {page.code: page.roles for page in MENU}


def pages_for(viewer: Viewer) -> list[Page]:
    """The menu of this viewer, in order."""
    return [page for page in MENU if page.roles & viewer.roles]


def menu(viewer: Viewer, current: str) -> list[dict[str, Any]]:
    return [
        {"label": page.label, "href": reverse(page.url_name), "current": page.code == current}
        for page in pages_for(viewer)
    ]


View = Callable[..., HttpResponse]


def staff_page(code: str) -> Callable[[View], View]:
    """Open the view to the roles of the page `code` alone. Others are sent to log in, or told that it is not theirs."""
    roles = ROLES_OF[code]

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            viewer: Viewer = request.viewer  # type: ignore[attr-defined]
            if viewer.user_id is None:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if not viewer.roles & roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.staff_page = code  # type: ignore[attr-defined]
        return guarded

    return wrap
