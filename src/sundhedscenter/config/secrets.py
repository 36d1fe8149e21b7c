"""Keys that are never in the database: the signing key, the CPR keys and the blind index key.

They lie in one file that only this user can read, made at the supervisor's first start. A CPR key is never
removed while a row names its id: `add_cpr_key` adds a newer one and `sundhedscenter rotate-keys` moves the rows.
"""

import base64
import binascii
import functools
import json
import os
import secrets as random
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sundhedscenter.config.databases import uses_own_server
from sundhedscenter.config.embedded.errors import SetupProblem
from sundhedscenter.config.embedded.logins import write_private
from sundhedscenter.config.embedded.places import State

VARIABLE = "SUNDHEDSCENTER_SECRETS"
KEY_BYTES = 32  # AES-256 and HMAC-SHA-256


class SecretsUnusable(SetupProblem):
    """The file with the keys is missing, open to others, or damaged."""


@dataclass(frozen=True)
class Secrets:
    """All keys. `repr` shows none of them."""

    secret_key: str = field(repr=False)
    cpr_keys: Mapping[int, bytes] = field(repr=False)
    """AES-256-GCM keys by id; rows keep the id of the key they were written with."""
    cpr_index_key: bytes = field(repr=False)
    """HMAC-SHA-256 key of the blind index."""

    @property
    def current_cpr_key_id(self) -> int:
        """The key for new rows: the highest id."""
        return max(self.cpr_keys)


def path() -> Path:
    """The file: `$SUNDHEDSCENTER_SECRETS`, else in the state folder."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else State.from_environment().secrets_file


def is_named() -> bool:
    """True when the operator keeps the file, so that nobody else makes it."""
    return bool(os.environ.get(VARIABLE))


def generate() -> Secrets:
    return Secrets(
        secret_key=random.token_urlsafe(50),
        cpr_keys={1: random.token_bytes(KEY_BYTES)},
        cpr_index_key=random.token_bytes(KEY_BYTES),
    )


def save(keys: Secrets, file: Path) -> None:
    """Write the whole file or leave the old one; mode 0600."""
    write_private(
        file,
        json.dumps(
            {
                "secret_key": keys.secret_key,
                "cpr_keys": {str(number): _text(key) for number, key in keys.cpr_keys.items()},
                "cpr_index_key": _text(keys.cpr_index_key),
            },
            indent=1,
        ),
    )


def read(file: Path) -> Secrets:
    """Raises SecretsUnusable naming the file and the field."""
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise SecretsUnusable(f"{file} has mode {mode:04o}: others can read the keys. Run: chmod 600 {file}")
    name = "the file"
    try:
        saved: dict[str, Any] = json.loads(file.read_text())
        name = "cpr_keys"
        cpr_keys = {int(number): _key(text) for number, text in saved[name].items()}
        if not cpr_keys:
            raise ValueError("no key")
        name = "cpr_index_key"
        index_key = _key(saved[name])
        name = "secret_key"
        return Secrets(secret_key=str(saved[name]), cpr_keys=cpr_keys, cpr_index_key=index_key)
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise SecretsUnusable(
            f"{file}: {name} is missing or damaged ({error}). Restore the file from your backup; without its keys"
            " stored CPR numbers cannot be read."
        ) from error


def ensure(file: Path) -> Secrets:
    """Read the file, making it at the first start. For the supervisor."""
    if not file.exists():
        save(generate(), file)
    return read(file)


def add_cpr_key(file: Path) -> Secrets:
    """Add a new current CPR key beside the older ones and return all."""
    keys = read(file)
    newer = Secrets(
        secret_key=keys.secret_key,
        cpr_keys={**keys.cpr_keys, keys.current_cpr_key_id + 1: random.token_bytes(KEY_BYTES)},
        cpr_index_key=keys.cpr_index_key,
    )
    save(newer, file)
    load.cache_clear()
    return newer


@functools.cache
def load() -> Secrets:
    """The keys of this process.

    Without a state folder (lint, types, dry runs) there is no database to hold what they sign or seal, so keys
    of this process alone will do. With a database of its own (DATABASE_URL) a missing file is an error: keys
    that vanish with the process would make stored numbers unreadable.
    """
    file = path()
    if file.exists():
        return read(file)
    if is_named() or not uses_own_server():
        raise SecretsUnusable(
            f"There is no file with keys at {file}. Make it once with `sundhedscenter make-secrets {file}`, back it up,"
            f" and name it in {VARIABLE}."
        )
    return generate()


def secret_key() -> str:
    """Django's SECRET_KEY."""
    return load().secret_key


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"{len(key)} bytes, not {KEY_BYTES}")
    return key
