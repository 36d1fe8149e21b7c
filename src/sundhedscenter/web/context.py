"""What every page knows. No query here: an anonymous page costs none."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import get_script_prefix
from django.utils.translation import get_language

from sundhedscenter.core.viewer import ANONYMOUS
from sundhedscenter.web import display
from sundhedscenter.web.components.context import LANGUAGE_NAMES, chrome

DANISH = settings.LANGUAGE_CODE


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page, who is logged in, and whether they are here as a citizen."""
    viewer = getattr(request, "viewer", ANONYMOUS)
    known = viewer.user_id is not None
    return {
        **chrome(request),
        **display.frame(request),
        "csrf_token": get_token(request),  # every page sends it with htmx: Django's lazy one would only cost more
        "language_links": language_links(request),
        "centre_name": settings.CENTRE_NAME,
        "user": request.user if known else AnonymousUser(),
        "viewer": viewer,
        "is_citizen": known and not viewer.roles,
        "is_staff": known and bool(viewer.roles),
    }


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language: Danish has no prefix, English stands under /en/.

    Addresses are the same in all languages but for the prefix. One that leads nowhere stays as it is.
    """
    here, current = request.get_full_path(), get_language()
    root = get_script_prefix()
    page = here.removeprefix(root)
    if current != DANISH:
        page = page.removeprefix(f"{current}/")
    known = request.resolver_match is not None
    return [
        {
            "code": code,
            "name": name,
            "url": f"{root}{'' if code == DANISH else f'{code}/'}{page}" if known else here,
            "current": code == current,
        }
        for code, name in LANGUAGE_NAMES.items()
    ]
