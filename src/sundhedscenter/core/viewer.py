"""Who is looking. Every read of citizen data names its viewer; the database is told the same name.

The five settings are transaction-local, so they cannot leak to the next user of a pooled connection:
`app.viewer` (`user:12`, `system:pooling`), `app.orgs` (organisation ids, comma separated), `app.draft`
(hash of the draft cookie), `app.acting_for` (the citizen a helper does something for right now) and `app.on` (the
Danish calendar day). Unset means no rows.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import connections, transaction


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person or one named system process, with the organisations and roles they act for.

    `acting_for` is a claim: the database admits nothing by it before it has found the helper's right to act.
    `on_behalf` names the way (phone, paper) by which a professional writes down what a citizen said: it opens nothing,
    and marks what is written.
    """

    name: str = ""
    user_id: int | None = None
    orgs: tuple[int, ...] = ()
    roles: frozenset[str] = field(default_factory=frozenset)
    draft: str = ""
    acting_for: UUID | None = None
    on_behalf: str = ""

    @property
    def is_system(self) -> bool:
        return self.name.startswith("system:")

    @property
    def is_anonymous(self) -> bool:
        return not self.name

    def with_draft(self, draft: str) -> "Viewer":
        return replace(self, draft=draft)

    def for_citizen(self, citizen_id: UUID) -> "Viewer":
        """The same person, doing something for a citizen they help."""
        return replace(self, acting_for=citizen_id, on_behalf="helper")

    def writing_down(self, way: str) -> "Viewer":
        """The same person, writing down what a citizen said or wrote."""
        return replace(self, on_behalf=way)


ANONYMOUS = Viewer()


def draft_hash(key: str) -> str:
    """What is stored, and told the database, of a draft's cookie."""
    return hashlib.sha256(key.encode()).hexdigest()


_current: ContextVar[tuple[Viewer, date | None]] = ContextVar("viewer", default=(ANONYMOUS, None))


class NoViewer(PermissionError):
    """A read or write of citizen data was tried with nobody named as its viewer."""


def current() -> Viewer:
    """The viewer of the running request or job; `ANONYMOUS` when nobody is named."""
    return _current.get()[0]


def system(name: str) -> Viewer:
    """A named process, e.g. `system("pooling")`; each table's wall lists the processes it admits."""
    return Viewer(name=f"system:{name}")


def tell_database(viewer: Viewer, *, on: date | None = None, using: str = "default") -> None:
    """Set the viewer for the rest of the open transaction. One statement."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.viewer', %s, true), set_config('app.orgs', %s, true),"
            " set_config('app.draft', %s, true), set_config('app.acting_for', %s, true), set_config('app.on', %s, true)",
            [
                viewer.name,
                ",".join(map(str, viewer.orgs)),
                viewer.draft,
                str(viewer.acting_for or ""),
                on.isoformat() if on else "",
            ],
        )


def name_viewer(viewer: Viewer, *, on: date | None = None) -> None:
    """Name the viewer of the running request, here and in the database."""
    _current.set((viewer, on))
    tell_database(viewer, on=on)


def forget_viewer() -> None:
    """Nobody is looking any more: the request or job has ended."""
    _current.set((ANONYMOUS, None))


@contextmanager
def acting_as(
    viewer: Viewer, *, on: date | None = None, using: str = "default", savepoint: bool = True
) -> Iterator[Viewer]:
    """One transaction in which `viewer` is looking; the former viewer is back afterwards.

    `on` is the Danish calendar day that decides which relations are current (today when left out). A block that only
    reads may do without a savepoint: an error in it then undoes the whole request.
    """
    inside_another = connections[using].in_atomic_block
    before, token = _current.get(), _current.set((viewer, on))
    try:
        with transaction.atomic(using=using, savepoint=savepoint):
            tell_database(viewer, on=on, using=using)
            yield viewer
            if inside_another:
                tell_database(before[0], on=before[1], using=using)
    finally:
        _current.reset(token)
