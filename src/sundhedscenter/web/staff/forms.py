"""The form of a session: one choice of three per participant."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sundhedscenter.groups.queries import RosterLine
from sundhedscenter.web.staff.needs import need_words
from sundhedscenter.web.staff.words import short_day

PRESENT = "present"
STATES: tuple[tuple[str, str | Promise], ...] = (
    (PRESENT, gettext_lazy("Mødt")),
    ("excused", gettext_lazy("Afbud")),
    ("absent", gettext_lazy("Udeblevet")),
)


class AttendanceForm(forms.Form):
    """A field per seat, named `seat-<id>`. What is not sent means present, or excused in a pause, as on the page."""

    def __init__(self, data: Any = None, *, lines: list[RosterLine]) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self.fields[_name(line)] = forms.ChoiceField(
                choices=STATES,
                required=False,
                initial=line.state or line.expected,
                error_messages={"invalid_choice": _("Vælg mødt, afbud eller udeblevet")},
            )

    def exceptions(self) -> dict[UUID, str]:
        """Seat id to state, for those who are not as expected: did not come, or came in a pause."""
        return {line.seat_id: state for line, state in self._said() if state != line.expected}

    def present(self) -> int:
        """How many came."""
        return sum(state == PRESENT for _line, state in self._said())

    def _said(self) -> list[tuple[RosterLine, str]]:
        return [(line, self.cleaned_data.get(_name(line)) or line.expected) for line in self.lines]

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws: name, what to know, and the three choices."""
        return [
            {
                "name": line.display_name,
                "needs": [need_words(need) for need in line.need_to_know],
                "field": _name(line),
                "id": f"id_{_name(line)}",
                "paused_until": paused_until(line),
                "value": self[_name(line)].value() or line.expected,
                "error": "".join(self.errors.get(_name(line), [])),
            }
            for line in self.lines
        ]

    def error_list(self) -> list[tuple[str, str]]:
        return [
            (f"id_{_name(line)}-present", f"{line.display_name}: {self.errors[_name(line)][0]}")
            for line in self.lines
            if _name(line) in self.errors
        ]


def paused_until(line: RosterLine) -> str:
    """The day a pause ends; empty for those without one."""
    return short_day(line.pause.until) if line.pause and line.pause.until else ""


def _name(line: RosterLine) -> str:
    return f"seat-{line.seat_id}"
