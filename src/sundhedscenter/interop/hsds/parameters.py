"""The parameters of the interface: one declaration each, read by the parser and written into the OpenAPI document."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict

from sundhedscenter.interop.hsds.problems import bad_parameter

MOST_PER_PAGE: Final = 100
PER_PAGE: Final = 20
# Nothing here was changed before or after: what lies outside is moved to the edge, where it means the same.
FIRST_MOMENT, LAST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
UUID_TEXT = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
PLAIN_TEXT = r"^[^\x00-\x1f\x7f]*$"


@dataclass(frozen=True, slots=True)
class Parameter:
    """`schema` is what the OpenAPI document says; `read` makes the value of a text or raises ValueError; `mend` helps."""

    name: str
    about: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    mend: str


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return read


def _whole_number(name: str, about: str, least: int, most: int) -> Parameter:
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, about, schema, _whole(least, most), f"Send a whole number from {least} to {most}.")


def _yes_no(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _switch(name: str, about: str) -> Parameter:
    return Parameter(name, about, {"type": "boolean"}, _yes_no, "Send true or false.")


def read_uuid(text: str) -> UUID:
    if not re.fullmatch(UUID_TEXT, text):
        raise ValueError(text)
    return UUID(text)


def _number(name: str, about: str) -> Parameter:
    schema = {"type": "string", "format": "uuid", "pattern": UUID_TEXT}
    return Parameter(name, about, schema, read_uuid, "Send a number as the lists give it, like an id.")


def _matching(pattern: str, most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most or not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


def _moment(text: str) -> datetime:
    """A date and time with its offset, or a date: then from midnight UTC."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        day = date.fromisoformat(text)
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    else:
        moment = datetime.fromisoformat(text.upper())
        if moment.tzinfo is None or len(text) < len("2026-01-01T00:00:00Z"):
            raise ValueError(text)
    # The database knows no offset above 16 hours, though the standard of times does.
    return min(max(moment, FIRST_MOMENT), LAST_MOMENT).astimezone(UTC)


PAGE: Final = _whole_number("page", "Which page, from 1.", 1, 1_000_000)
PER_PAGE_PARAMETER: Final = _whole_number(
    "per_page", f"How many on a page; {PER_PAGE} when left out.", 1, MOST_PER_PAGE
)
FORMAT: Final = Parameter(
    "format",
    "The form of the answer. There is one.",
    {"type": "string", "enum": ["json"]},
    _matching("json", 4),
    "Send format=json, or leave it out.",
)
SEARCH: Final = Parameter(
    "search",
    "Words to look for.",
    {"type": "string", "maxLength": 200, "pattern": PLAIN_TEXT},
    _matching(PLAIN_TEXT, 200),
    "Send at most 200 signs, without line breaks.",
)
TERM: Final = _number("taxonomy_term_id", "Only what carries this term.")
TAXONOMY: Final = _number("taxonomy_id", "Only what belongs to, or carries a term of, this taxonomy.")
ORGANISATION: Final = _number("organization_id", "Only what this organization gives.")
PARENT: Final = _number("parent_id", "Only terms right below this one.")
MODIFIED: Final = Parameter(
    "modified_after",
    "Only what was changed then or later.",
    {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
    _moment,
    "Send 2026-01-31 or 2026-01-31T12:00:00Z; write + as %2B.",
)
MINIMAL: Final = _switch("minimal", "Only id, name, status and last_modified; all on one page unless per_page is sent.")
FULL: Final = _switch("full", "Everything below each one, as when it is asked for by its id.")
FULL_SERVICE: Final = _switch("full_service", "Everything about each service, not only its name.")
TOP_ONLY: Final = _switch("top_only", "Only terms without a parent.")
POSTCODE: Final = Parameter(
    "postcode",
    "Only what is open to people of this postal code; with proximity, only what is that near.",
    {"type": "string", "pattern": r"^\d{4}$"},
    _matching(r"[0-9]{4}", 4),
    "Send a Danish postal code of four digits.",
)
PROXIMITY: Final = _whole_number(
    "proximity", "Metres from the middle of the postal code, in a straight line. Goes with postcode.", 1, 500_000
)


def read_parameters(sent: QueryDict, declared: Sequence[Parameter]) -> dict[str, Any]:
    """The values that were sent, by name. Raises Problem on a name or value that is not in the declarations."""
    known = {parameter.name: parameter for parameter in declared}
    values = {}
    for name, texts in sent.lists():
        if name not in known:
            raise bad_parameter(name, texts[-1], "There is no such parameter here.", mend=_other_name(name, known))
        if len(texts) > 1:
            raise bad_parameter(name, ", ".join(texts), "The parameter stands more than once.", mend="Send it once.")
        try:
            values[name] = known[name].read(texts[0])
        except (ValueError, OverflowError) as error:
            raise bad_parameter(name, texts[0], "The value cannot be read.", mend=known[name].mend) from error
    if "proximity" in values and "postcode" not in values:
        detail = "A distance needs a point to be counted from."
        raise bad_parameter("proximity", str(values["proximity"]), detail, mend="Send postcode too.")
    return values


def _other_name(name: str, known: Mapping[str, Parameter]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"Send {near[0]} instead."
    return f"Send one of: {', '.join(known)}." if known else "Send no parameters."
