"""The catalogue as rows, and a clock that stands still: the same as for pages."""

from tests.web.conftest import at, content

__all__ = ["at", "content"]
