"""The CPR number: sealed with AES-256-GCM, found again by a keyed hash, never in a URL, log or message.

Each row names the key it was sealed with, so keys can be replaced one row at a time. The citizen's id is part of
the seal: a ciphertext that is moved to another person's row does not open.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from sundhedscenter.citizens.models import Citizen, NationalIdentifier

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: 96 random bits
BATCH = 500


class CprUnreadable(ValueError):
    """The text is not ten digits that begin with a birthday. The message does not repeat it."""


@dataclass(frozen=True)
class CprKeys:
    """Sealing keys by id, the id for new rows, and the key of the blind index. `repr` shows none."""

    by_id: Mapping[str, bytes] = field(repr=False)
    current: str
    index: bytes = field(repr=False)


def normalised(text: str) -> str:
    """The ten digits. Raises CprUnreadable. There is no modulus check: numbers since 2007 need not pass it."""
    found = re.fullmatch(r"\s*(\d{6})[- ]?(\d{4})\s*", text, re.ASCII)
    if not found:
        raise CprUnreadable("Skriv de ti tal i CPR-nummeret, for eksempel 010203-1234.")
    digits = found.group(1) + found.group(2)
    if not _has_birthday(digits):
        raise CprUnreadable("Se på de seks første tal i CPR-nummeret: det er en dag, en måned og et år.")
    return digits


def _has_birthday(digits: str) -> bool:
    """Whether the first six digits are a day; the seventh tells the century (CPR-kontoret, "Personnummeret i CPR")."""
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    if seventh <= 3:
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    try:
        date(century + year, month, day)
    except ValueError:
        return False
    return True


def blind_index(number: str, *, keys: CprKeys) -> bytes:
    """What a row is looked up by. Without the key it cannot be tried out for all numbers."""
    return hmac.digest(keys.index, normalised(number).encode(), hashlib.sha256)


def set_number(*, citizen: Citizen, number: str, keys: CprKeys) -> NationalIdentifier:
    """Store or replace the citizen's number. Raises CprUnreadable, or IntegrityError if somebody else has it."""
    digits = normalised(number)
    row, _ = NationalIdentifier.objects.update_or_create(
        citizen=citizen,
        defaults=_sealed(digits, citizen.pk, keys) | {"blind_index": blind_index(digits, keys=keys)},
    )
    return row


def citizen_with_number(number: str, *, keys: CprKeys) -> Citizen | None:
    """Whose number it is, among those the viewer may look up. Raises CprUnreadable."""
    return Citizen.objects.filter(national_identifier__blind_index=blind_index(number, keys=keys)).first()


def number_of(row: NationalIdentifier, *, keys: CprKeys) -> str:
    """The ten digits. Raises KeyError naming a lost key id, or InvalidTag when the row was tampered with."""
    sealed = AESGCM(keys.by_id[row.key_id])
    return sealed.decrypt(bytes(row.nonce), bytes(row.ciphertext), _bound_to(row.citizen_id, row.key_id)).decode()


def rotate_keys(*, keys: CprKeys, using: str = "owner") -> int:
    """Seal every number with the current key; the count of rows moved. Run by the owner's login, in batches.

    A kill loses nothing: each batch is one transaction, and the next run takes the rows that still name an old key.
    """
    moved = 0
    while True:
        with transaction.atomic(using=using):
            batch = list(
                NationalIdentifier.objects.using(using)
                .exclude(key_id=keys.current)
                .order_by("citizen_id")
                .select_for_update()[:BATCH]
            )
            for row in batch:
                sealed = _sealed(number_of(row, keys=keys), row.citizen_id, keys)
                NationalIdentifier.objects.using(using).filter(pk=row.pk).update(**sealed)
        moved += len(batch)
        if len(batch) < BATCH:
            return moved


def _sealed(digits: str, citizen_id: UUID, keys: CprKeys) -> dict[str, str | bytes]:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealing = AESGCM(keys.by_id[keys.current])
    ciphertext = sealing.encrypt(nonce, digits.encode(), _bound_to(citizen_id, keys.current))
    return {"key_id": keys.current, "nonce": nonce, "ciphertext": ciphertext}


def _bound_to(citizen_id: UUID, key_id: str) -> bytes:
    return citizen_id.bytes + key_id.encode()
