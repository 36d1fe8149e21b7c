"""Numbers of open data. They follow from the house's own codes, so they are the same tomorrow and in every copy."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, UUID, uuid5

NAMESPACE = uuid5(NAMESPACE_URL, "urn:sundhedscenter:open-data")


def number_of(kind: str, *parts: object) -> str:
    """The number of a thing of this kind, from what names it in the house. An offer keeps its own `hsds_id`."""
    return str(uuid5(NAMESPACE, ":".join([kind, *map(str, parts)])))


def code_with(number: UUID, kind: str, codes: Iterable[str]) -> str | None:
    """The code among these that has the number: the way back from `number_of`. None when there is none."""
    return next((code for code in codes if number_of(kind, code) == str(number)), None)
