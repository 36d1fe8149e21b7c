"""The words of a catalogue row in the reader's language: columns come in pairs, `name_da` and `name_en`."""

from django.db import models


def in_language(row: models.Model, field: str, language: str) -> str:
    """The row's `field` in English for `en`, else in Danish."""
    return str(getattr(row, f"{field}_{'en' if language == 'en' else 'da'}"))
