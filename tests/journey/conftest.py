"""The catalogue as rows, for acts of the journey."""

import pytest

from tests.content_rows import put_content
from tests.people import AsOwner


@pytest.fixture
def content(db: None, as_owner: AsOwner) -> None:
    """Every file of `content/` as rows."""
    with as_owner():
        put_content()
