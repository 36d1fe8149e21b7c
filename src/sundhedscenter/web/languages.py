"""The languages an offer can be held in, by name: one table for pages, filters and the workshop."""

from django.utils.translation import gettext_lazy

LANGUAGES = {
    "da": gettext_lazy("dansk"),
    "en": gettext_lazy("engelsk"),
    "de": gettext_lazy("tysk"),
    "ar": gettext_lazy("arabisk"),
    "tr": gettext_lazy("tyrkisk"),
    "pl": gettext_lazy("polsk"),
    "ro": gettext_lazy("rumænsk"),
    "uk": gettext_lazy("ukrainsk"),
    "so": gettext_lazy("somalisk"),
    "fa": gettext_lazy("persisk"),
}


def language_name(code: str, *, capital: bool = False) -> str:
    """As it stands in a sentence, or with a capital where it stands alone. One that has no name here keeps its code."""
    if code not in LANGUAGES:
        return code
    name = str(LANGUAGES[code])
    return name[:1].upper() + name[1:] if capital else name
