"""The words of a catalogue row in the reader's language: columns come in pairs, `name_da` and `name_en`."""


def in_language(row: object, field: str, language: str) -> str:
    """The row's `field` in English for `en`, else in Danish."""
    return str(getattr(row, f"{field}_{'en' if language == 'en' else 'da'}"))
