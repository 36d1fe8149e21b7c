"""Fields. Each takes plain values, or `field`: a bound Django form field from which name, value and errors come.

The id of a field is `id_<name>`, of its hint `id_<name>-hint`, of its error `id_<name>-error`; an error summary links
to the first. `as_heading` makes the label the page's h1, for pages that ask one question.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django.forms import BoundField

from sundhedscenter.web.components.registry import component

# The keyboard that a telephone shows.
INPUT_MODES = {"digits": "numeric", "tel": "tel", "email": "email"}
Choice = Mapping[str, str] | Sequence[str]


def common(*, field: BoundField | None, name: str, label: str, hint: str, error: str) -> dict[str, Any]:
    """What every field has. Given values win over the form field's own."""
    if field is not None:
        name = name or field.html_name
        label = label or str(field.label)
        hint = hint or str(field.help_text)
        error = error or " ".join(map(str, field.errors))
    if not name or not label:
        raise ValueError("A field needs a name and a label, or a form field that has them.")
    field_id = f"id_{name}"
    parts = ([f"{field_id}-hint"] if hint else []) + ([f"{field_id}-error"] if error else [])
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "error": error,
        "id": field_id,
        "described_by": " ".join(parts),
    }


def value_of(field: BoundField | None, value: Any) -> Any:
    if value is None and field is not None:
        value = field.value()
    return "" if value is None else value


def choices_of(
    choices: Iterable[Choice] | None,
    field: BoundField | None,
    *,
    chosen: Iterable[Any],
    field_id: str,
) -> list[dict[str, Any]]:
    """Choices are mappings (value, label, hint) or sequences in that order; the first box bears the field's own id."""
    ticked = {str(value) for value in chosen}
    if choices is None:
        choices = getattr(field.field, "choices", ()) if field is not None else ()
    result: list[dict[str, Any]] = []
    for number, choice in enumerate(choices or ()):
        known = choice if isinstance(choice, Mapping) else dict(zip(("value", "label", "hint"), choice, strict=False))
        value = str(known["value"])
        if value:
            item_id = field_id if not result else f"{field_id}_{number}"
            result.append({**known, "value": value, "id": item_id, "checked": value in ticked})
    return result


@component
def text_input(
    *,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    value: Any = None,
    hint: str = "",
    error: str = "",
    type: Literal["text", "digits", "tel", "email", "date"] = "text",  # noqa: A002 - HTML's own word
    inputmode: str = "",
    autocomplete: str = "",
    maxlength: int | None = None,
    width: str = "",
    optional: bool = False,
    as_heading: bool = False,
) -> Mapping[str, Any]:
    """One line. `width` short is for a postal code, otherwise as wide as the text column.

    `digits` is a number that nobody counts with: the keys of a telephone, and no arrows that change it by accident.
    """
    return {
        **common(field=field, name=name, label=label, hint=hint, error=error),
        "value": value_of(field, value),
        "type": "text" if type == "digits" else type,
        "inputmode": inputmode or INPUT_MODES.get(type, ""),
        "autocomplete": autocomplete,
        "maxlength": maxlength,
        "width": width,
        "optional": optional,
        "as_heading": as_heading,
    }


@component
def textarea(
    *,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    value: Any = None,
    hint: str = "",
    error: str = "",
    rows: int = 5,
    limit: int | None = None,
    optional: bool = False,
    as_heading: bool = False,
) -> Mapping[str, Any]:
    """Free text. `limit` is said beforehand and counted where JavaScript runs; it never cuts what someone types."""
    shared = common(field=field, name=name, label=label, hint=hint, error=error)
    if limit:
        shared["described_by"] = f"{shared['described_by']} {shared['id']}-limit".strip()
    return {
        **shared,
        "value": value_of(field, value),
        "rows": rows,
        "limit": limit,
        "optional": optional,
        "as_heading": as_heading,
    }


@component
def select(
    *,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    choices: Iterable[Choice] | None = None,
    value: Any = None,
    hint: str = "",
    error: str = "",
    empty_label: str = "",
) -> Mapping[str, Any]:
    """A list to choose from, for staff pages with many choices; citizens get radio buttons."""
    shared = common(field=field, name=name, label=label, hint=hint, error=error)
    items = choices_of(choices, field, chosen=[value_of(field, value)], field_id=shared["id"])
    return {**shared, "items": items, "empty_label": empty_label}


@component
def radio_group(
    *,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    choices: Iterable[Choice] | None = None,
    value: Any = None,
    hint: str = "",
    error: str = "",
    as_heading: bool = False,
) -> Mapping[str, Any]:
    shared = common(field=field, name=name, label=label, hint=hint, error=error)
    items = choices_of(choices, field, chosen=[value_of(field, value)], field_id=shared["id"])
    return {**shared, "items": items, "as_heading": as_heading}


@component
def checkbox_group(
    *,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    choices: Iterable[Choice] | None = None,
    values: Iterable[Any] | None = None,
    hint: str = "",
    error: str = "",
    as_heading: bool = False,
) -> Mapping[str, Any]:
    shared = common(field=field, name=name, label=label, hint=hint, error=error)
    chosen = values if values is not None else value_of(field, None) or []
    items = choices_of(choices, field, chosen=chosen, field_id=shared["id"])
    return {**shared, "items": items, "as_heading": as_heading}


@component
def ruler(
    *,
    low: str,
    high: str,
    field: BoundField | None = None,
    name: str = "",
    label: str = "",
    value: Any = None,
    hint: str = "",
    error: str = "",
    as_heading: bool = False,
) -> Mapping[str, Any]:
    """A scale from 0 to 10; `low` and `high` say what its ends mean."""
    shared = common(field=field, name=name, label=label, hint=hint, error=error)
    numbers = [(str(number), str(number)) for number in range(11)]
    items = choices_of(numbers, None, chosen=[value_of(field, value)], field_id=shared["id"])
    return {
        **shared,
        "items": items,
        "low": low,
        "high": high,
        "as_heading": as_heading,
    }
