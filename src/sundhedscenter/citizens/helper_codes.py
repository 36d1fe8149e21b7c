"""The code on a helper's slip: eight characters that cannot be mistaken for one another. Pure.

Only the keyed hash is stored, so that a copy of the database without the site's key says nothing about a code. How long
it would take to guess one stands in docs/security/helpers.md.
"""

import secrets

from django.utils.crypto import salted_hmac

# No 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V: what is read aloud or written by hand is understood.
LETTERS = "ACDEFHJKMNPQRTWXY3479"
LENGTH = 8


def new_code() -> str:
    """A fresh code as it is shown: two groups of four."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def typed_code(text: str) -> str:
    """What somebody typed, without spaces, dashes and small letters."""
    return "".join(character for character in text.upper() if character.isalnum())[: 4 * LENGTH]


def code_hash(text: str) -> str:
    """64 hex digits: HMAC-SHA-256 under the site's secret key."""
    return salted_hmac("citizens.helper_codes", typed_code(text), algorithm="sha256").hexdigest()
