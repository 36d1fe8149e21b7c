"""The catalogue as rows, for acts of the journey."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from sundhedscenter.catalogue.loading import load_all


@pytest.fixture
def content(db: None, as_owner: Callable[..., AbstractContextManager[None]]) -> None:
    """Every file of `content/` as rows."""
    with as_owner():
        load_all(using="default")
