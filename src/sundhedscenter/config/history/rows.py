"""The rows of a history before they are written, and the mark by which they are known again.

Every id begins with the same eight digits, so that a history can be found and replaced whole without a column of its
own. Numbered rows get their numbers here, because other rows name them.
"""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from django.db import models

from sundhedscenter.core.models import AuditEntry

MARK = 0x0DE30000
FIRST_ID, LAST_ID = UUID(int=MARK << 96), UUID(int=(MARK + 1 << 96) - 1)
# Version 8 and variant 2: "custom" in RFC 9562, section 5.8.
_SHAPE = 8 << 76 | 2 << 62
_FREE = (1 << 96) - 1 & ~(15 << 76) & ~(3 << 62)


def is_history(key: UUID) -> bool:
    return FIRST_ID <= key <= LAST_ID


class Rows:
    """What will be written, by table, in the order it happened. `first_ids` is the first free number of each table."""

    def __init__(self, chance: Random, first_ids: Mapping[type[models.Model], int]) -> None:
        self.tables: dict[type[models.Model], list[models.Model]] = {}
        self._chance = chance
        self._next = dict(first_ids)

    def key(self, chance: Random | None = None) -> UUID:
        """A new id that follows from the seed, or from a `chance` of one's own."""
        return UUID(int=MARK << 96 | _SHAPE | (chance or self._chance).getrandbits(96) & _FREE)

    def add[Row: models.Model](self, row: Row) -> Row:
        """Keep the row; a numbered one gets its number."""
        model = type(row)
        if model in self._next:
            row.pk = self._next[model]
            self._next[model] += 1
        self.tables.setdefault(model, []).append(row)
        return row

    def audit(
        self,
        verb: str,
        target: models.Model,
        *,
        by: str,
        at: datetime,
        citizen: UUID | None,
        data: dict[str, Any] | None = None,
        chance: Random | None = None,
    ) -> None:
        """The audit entry that the real act writes."""
        entry = AuditEntry(
            id=self.key(chance),
            at=at,
            actor=by,
            verb=verb,
            target_kind=target._meta.label_lower,
            target_id=str(target.pk),
            subject_id=citizen,
            data=data or {},
        )
        self.tables.setdefault(AuditEntry, []).append(entry)

    def count(self) -> int:
        return sum(map(len, self.tables.values()))
