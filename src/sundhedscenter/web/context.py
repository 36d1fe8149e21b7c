"""What every page knows. No query here: an anonymous page costs none."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from sundhedscenter.core.viewer import ANONYMOUS
from sundhedscenter.web.components.context import LANGUAGE_NAMES, chrome


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page, who is logged in, and whether they are here as a citizen."""
    viewer = getattr(request, "viewer", ANONYMOUS)
    known = viewer.user_id is not None
    return {
        **chrome(request),
        "language_links": language_links(request),
        "centre_name": settings.CENTRE_NAME,
        "user": request.user if known else AnonymousUser(),
        "viewer": viewer,
        "is_citizen": known and not viewer.roles,
        "is_staff": known and bool(viewer.roles),
    }


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language: Danish has no prefix, English stands under /en/."""
    here = request.get_full_path()
    return [
        {"code": code, "name": name, "url": translate_url(here, code), "current": code == get_language()}
        for code, name in LANGUAGE_NAMES.items()
    ]
