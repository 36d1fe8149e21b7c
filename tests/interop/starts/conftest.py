"""The same small catalogue as for open data."""

from tests.interop.hsds.conftest import small

__all__ = ["small"]
