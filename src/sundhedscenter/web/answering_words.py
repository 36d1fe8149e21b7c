"""Who answers for a pathway, in words: today, what has changed, and what is to come."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.journey.answering import Turn
from sundhedscenter.partnership.models import Responsibility
from sundhedscenter.web.staff.words import year_day

ROLE_WORDS = {
    Responsibility.AUTHORITY: _("myndighed"),
    Responsibility.OPERATOR: _("udfører"),
    Responsibility.PAYER: _("betaler"),
    Responsibility.CONTROLLER: _("gemmer data"),
}


def turn_lines(turns: Iterable[Turn], *, on: date) -> list[str]:
    """One sentence for each day and pair of bodies, the roles named together, the earliest first."""
    together: dict[tuple[date, str, str], list[str]] = {}
    for turn in turns:
        together.setdefault((turn.on, turn.old, turn.new), []).append(str(ROLE_WORDS[turn.role]))
    return [
        (
            gettext("Ansvaret gik fra %(old)s til %(new)s den %(day)s (%(roles)s).")
            if day <= on
            else gettext("Ansvaret går fra %(old)s til %(new)s den %(day)s (%(roles)s).")
        )
        % {"old": old, "new": new, "day": year_day(day), "roles": ", ".join(roles)}
        for (day, old, new), roles in together.items()
    ]


def part_words(name: str) -> str:
    """Beside a part of the plan that another authority answers for."""
    return gettext("%(name)s har ansvaret for den del") % {"name": name}
