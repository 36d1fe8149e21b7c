"""The catalogue as its files leave it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from sundhedscenter.catalogue.loading import load_all
from tests.people import AT


@pytest.fixture
def loaded(db: None, as_owner: Callable[..., AbstractContextManager[None]]) -> dict[str, int]:
    """Every file of `content/` as rows."""
    with as_owner():
        return dict(load_all(using="default", at=AT))
