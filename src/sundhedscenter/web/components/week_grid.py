"""The everyday week: seven days of three parts, and below them the forty exact hours.

A whole part that is possible is ticked above; hours of a part that is not whole are ticked below. No hour is ticked
in both places, so that taking a tick away above really takes the hours away, also without JavaScript.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sundhedscenter.core import week
from sundhedscenter.web.components.registry import component

# The hours that a part covers, as a person reads them: its first time begins, its last one has ended.
COLUMNS: dict[week.Part, tuple[str | Promise, str]] = {
    week.Part.AM: (_("Formiddag"), "9–13"),
    week.Part.PM: (_("Eftermiddag"), "13–17"),
    week.Part.EVENING: (_("Aften"), "17–21"),
}
HOURS_OF_A_TIME = 2


def mask_from(parts: Iterable[str], slots: Iterable[str | int]) -> int:
    """The week that both kinds of ticks mean together. Raises ValueError for a part or hour that does not exist."""
    boxes = [part.partition("-") for part in parts]
    whole = week.mask_from_parts((int(day), code) for day, _dash, code in boxes)
    return whole | week.mask_from_numbers(map(int, slots))


@component
def week_grid(
    *,
    label: str,
    mask: int = 0,
    hint: str = "",
    error: str = "",
    open_hours: bool = False,
    as_heading: bool = False,
) -> Mapping[str, Any]:
    """Posts `part` ("0-am") and `slot` (0-39); `mask_from` joins them."""
    whole = week.parts_from_mask(mask)
    loose = set(week.numbers_from_mask(week.loose_hours(mask)))
    days = [
        {
            "name": _(week.DAY_NAMES[day]),
            "parts": [
                {
                    "value": f"{day}-{part}",
                    "name": name,
                    "id": "id_part" if (day, part) == (0, week.Part.AM) else f"id_part_{day}-{part}",
                    "checked": (day, part) in whole,
                }
                for part, (name, _times) in COLUMNS.items()
            ],
            "hours": [
                {
                    "value": number,
                    "from": slot.hour,
                    "to": slot.hour + HOURS_OF_A_TIME,
                    "checked": number in loose,
                }
                for number, slot in enumerate(week.SLOTS)
                if slot.weekday == day
            ],
        }
        for day in range(7)
    ]
    columns = [{"name": name, "times": times} for name, times in COLUMNS.values()]
    described = " ".join(f"id_part-{what}" for what, text in (("hint", hint), ("error", error)) if text)
    return {
        "label": label,
        "hint": hint,
        "error": error,
        "described_by": described,
        "days": days,
        "columns": columns,
        "open_hours": open_hours or bool(loose),
        "as_heading": as_heading,
    }
