"""One value of an object as what it should be: text, number, day, hour, address on the net. What is wrong is told."""

import re
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Final

from sundhedscenter.catalogue.importing.nodes import Node
from sundhedscenter.catalogue.importing.plain_text import one_line, plain
from sundhedscenter.catalogue.importing.telling import Telling

MAX_TEXT: Final = 20_000
_DAYS: Final = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})"), (3, 2, 1)),
)
_HOUR: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEBSITE: Final = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#][^\s\"<>]*)?", re.IGNORECASE)


def text(node: Node, field: str, telling: Telling, *, most: int = MAX_TEXT, lines: bool = False) -> str:
    """Plain text; "" when there is none. One line unless `lines`."""
    value = node.raw(field)
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        telling.wrong(node.where(field), value, "is not a text.", "Write it between quotation marks.")
        return ""
    raw = str(value)
    if any("\ud800" <= sign <= "\udfff" for sign in raw):
        telling.wrong(node.where(field), raw, "holds half a sign.", "Write the text again.")
        return ""
    if len(raw) > MAX_TEXT:
        telling.wrong(node.where(field), raw, f"has {len(raw)} signs; the most is {MAX_TEXT}.", "Make it shorter.")
        return ""
    found = plain(raw) if lines else one_line(raw)
    if len(found) > most:
        telling.wrong(node.where(field), found, f"has {len(found)} signs; the most is {most}.", "Make it shorter.")
        return ""
    return found


def needed(
    node: Node, field: str, telling: Telling, *, least: int = 2, most: int = MAX_TEXT, lines: bool = False
) -> str:
    before = len(telling.mistakes)
    found = text(node, field, telling, most=most, lines=lines)
    if len(found) < least and len(telling.mistakes) == before:
        what = f"'{field}' is too short." if found else f"'{field}' is missing."
        signs = "2 signs" if least == 2 else "1 sign"
        telling.wrong(node.where(field), found, what, f"Write at least {signs}.")
    return found


def number(node: Node, field: str, telling: Telling) -> Decimal | None:
    """A number with point or comma: 1.250,50 and 1250.50 are the same."""
    raw = text(node, field, telling).replace(" ", "")
    if not raw:
        return None
    plain_number = raw.replace(".", "").replace(",", ".") if "," in raw else raw
    try:
        found = Decimal(plain_number)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**9:
        telling.wrong(node.where(field), raw, "is not a number.", "Write digits, e.g. 50 or 49,50.")
        return None
    return found


def whole(node: Node, field: str, telling: Telling, *, low: int, high: int) -> int | None:
    before = len(telling.mistakes)
    found = number(node, field, telling)
    if found is None:
        if len(telling.mistakes) > before:
            telling.mistakes.pop()
            _tell_whole(node, field, telling, low, high)
        return None
    if found != found.to_integral_value() or not low <= found <= high:
        _tell_whole(node, field, telling, low, high)
        return None
    return int(found)


def _tell_whole(node: Node, field: str, telling: Telling, low: int, high: int) -> None:
    mend = f"Write a whole number from {low} to {high}, or leave it empty."
    telling.wrong(node.where(field), node.raw(field), f"is not a whole number from {low} to {high}.", mend)


def day(node: Node, field: str, telling: Telling) -> date | None:
    raw = text(node, field, telling)
    if not raw:
        return None
    for pattern, order in _DAYS:
        if found := pattern.fullmatch(raw):
            try:
                return date(*(int(found[part]) for part in order))
            except ValueError:
                break
    telling.wrong(node.where(field), raw, "is not a day.", "Write it as 2026-03-01.")
    return None


def hour(node: Node, field: str, telling: Telling) -> time | None:
    raw = text(node, field, telling)
    if not raw:
        return None
    found = _HOUR.fullmatch(raw)
    if found and int(found[1]) == 24 and int(found[2] or 0) == 0:
        return time(23, 59)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    telling.wrong(node.where(field), raw, "is not a time of day.", "Write it as 17:00.")
    return None


def one_of(node: Node, field: str, allowed: tuple[str, ...], telling: Telling, *, default: str = "") -> str:
    raw = text(node, field, telling)
    if not raw:
        return default
    if raw.lower() in allowed:
        return raw.lower()
    telling.wrong(node.where(field), raw, "is not one of those allowed.", f"Use one of: {', '.join(allowed)}.")
    return default


def email(node: Node, field: str, telling: Telling) -> str:
    found = text(node, field, telling)
    if found and not (_EMAIL.fullmatch(found) and len(found) <= 254):
        telling.wrong(
            node.where(field), found, "is not an e-mail address.", "Write it as name@example.dk, or leave it empty."
        )
        return ""
    return found


def website(node: Node, field: str, telling: Telling) -> str:
    found = text(node, field, telling)
    if not found:
        return ""
    whole_address = f"https://{found}" if re.match(r"(?i)www\.", found) else found
    if not _WEBSITE.fullmatch(whole_address) or len(whole_address) > 200:
        mend = "Write it as https://example.dk, at most 200 signs, or leave it empty."
        telling.wrong(node.where(field), found, "is not an address on the net.", mend)
        return ""
    scheme, rest = whole_address.split("://", 1)
    return f"{scheme.lower()}://{rest}"


def phone(node: Node, field: str, telling: Telling) -> str:
    """Digits, spaces and +; other signs that people put between digits are taken away."""
    raw = text(node, field, telling)
    found = " ".join(re.sub(r"[\"'()./\-\u2010-\u2015]", " ", raw).split())
    if found and (not re.fullmatch(r"[+\d ]{3,20}", found) or not any(sign.isdigit() for sign in found)):
        telling.wrong(node.where(field), raw, "is not a phone number.", "Write at most 20 digits, e.g. 97 84 00 00.")
        return ""
    return found
