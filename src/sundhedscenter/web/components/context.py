"""What the frame of every page needs from the settings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

LANGUAGE_NAMES = {"da": "Dansk", "en": "English"}


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Part of base.html's context: demo, centre_phone, centre_hours."""
    return {
        "demo": settings.DEMO,
        "centre_phone": settings.CENTRE_PHONE,
        "centre_hours": getattr(settings, "CENTRE_HOURS", ""),
    }
