"""Counts that are told in whole fives: one by one, two looks would tell that somebody came or went."""

from typing import Final

FEW: Final = 5


def in_fives(count: int) -> int:
    """At least so many; 0 below five."""
    return count - count % FEW
