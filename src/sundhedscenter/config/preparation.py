"""Whether a database still stands as the code and the content want it, so that a warm start skips all work."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

from sundhedscenter import __version__
from sundhedscenter.config.embedded.logins import write_private
from sundhedscenter.config.embedded.places import CHECKOUT, State

PACKAGE = Path(__file__).resolve().parents[1]
CONTENT = Path(os.environ.get("SUNDHEDSCENTER_CONTENT", CHECKOUT / "content"))
# Pages and message formats change nothing in the database.
NOT_IN_DATABASE = ("web", "interop", "cli")


def fingerprint(state: State) -> str:
    """Changes with every file that migrations, policies, reference data or demo come from, and with the database."""
    digest = hashlib.sha256(f"{__version__} {django.VERSION} {state.data.stat().st_ino}".encode())
    for path in _files():
        digest.update(os.fsencode(path))
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.po"))
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] not in NOT_IN_DATABASE:
            yield path
    yield from sorted(path for path in CONTENT.rglob("*") if path.is_file())


def is_prepared(state: State) -> bool:
    return state.prepared_file.exists() and _saved(state).get("fingerprint") == fingerprint(state)


def remember(state: State, *, demo_logins: list[dict[str, str]], known: str) -> None:
    """Note after complete success that the database stands as `known` (a fingerprint) wants it."""
    write_private(state.prepared_file, json.dumps({"fingerprint": known, "demo_logins": demo_logins}, indent=1))


def demo_logins(state: State) -> list[dict[str, str]]:
    """One row per demo user; empty when there is no demo."""
    found: list[dict[str, str]] = _saved(state).get("demo_logins", []) if state.prepared_file.exists() else []
    return found


def _saved(state: State) -> dict[str, Any]:
    saved: dict[str, Any] = json.loads(state.prepared_file.read_text())
    return saved
