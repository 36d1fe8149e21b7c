"""Days in the environment."""

import os
from datetime import date

from django.core.exceptions import ImproperlyConfigured


def from_environment(name: str, default: date) -> date:
    """The day that the variable holds as YYYY-MM-DD; the default when it is not set."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f'{name} is "{value}" but must be a day, as in 2026-11-22.') from None
