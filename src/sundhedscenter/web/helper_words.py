"""What a citizen can tick for a helper, in words: to the citizen, to the helper, and to staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.core.walls import ACT, DATES, PLAN

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Right:
    """`label` and `opens` as the citizen reads them; `short` stands in a line."""

    label: Words
    opens: Words
    short: Words


RIGHTS: dict[str, Right] = {
    DATES: Right(
        _("Se mine tider"),
        _("Hvornår og hvor jeg mødes med mit hold, og hvem man kan ringe til. Ikke, hvad jeg fejler."),
        _("tider og steder"),
    ),
    PLAN: Right(
        _("Se min plan"),
        _("Mit mål, min plan, og hvor langt jeg er. Ikke det, jeg har svaret på spørgsmål."),
        _("plan og mål"),
    ),
    ACT: Right(
        _("Gøre ting for mig"),
        _("Holde pause, komme tilbage, skifte tid, svare på en plads og tage et første skridt."),
        _("gøre ting"),
    ),
}


def in_a_line(rights: Iterable[str]) -> str:
    """ "tider og steder, plan og mål"."""
    return ", ".join(str(RIGHTS[right].short) for right in RIGHTS if right in set(rights)) or gettext("intet")
