"""What pages need: the catalogue as rows, and a clock that stands still."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.content_rows import put_content
from tests.people import AT, AsOwner


@pytest.fixture
def content(db: None, as_owner: AsOwner) -> None:
    """Every file of `content/` as rows."""
    with as_owner():
        put_content()


@pytest.fixture
def at(content: None) -> Iterator[time_machine.Traveller]:
    """The pages' clock stands at `AT`; `at.shift(...)` moves it."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller
