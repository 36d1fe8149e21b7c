"""Fixtures of all tests: the database as `site`, the owner's rights for factories, and a whole running site."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

from sundhedscenter.config.embedded import EmbeddedServer
from tests import database, small_catalogue
from tests.site import RunningSite, start_site

pytest_plugins = ["tests.reference_plugin"]


def pytest_runtest_teardown() -> None:
    """A page in English leaves its language in the thread: the next test's addresses would be English too."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[EmbeddedServer]:
    """Replaces Django's test database: started when the first test asks for one."""
    with database.own_server() as server, django_db_blocker.unblock():
        os.environ["SUNDHEDSCENTER_STATE"] = str(server.state.folder)
        database.point_django_at(server)
        yield server
        connections.close_all()
        del os.environ["SUNDHEDSCENTER_STATE"]


@pytest.fixture(scope="session")
def database_server(django_db_setup: EmbeddedServer) -> EmbeddedServer:
    """The running server, for tests that need a connection of another login."""
    return django_db_setup


@pytest.fixture
def as_owner() -> Callable[..., AbstractContextManager[None]]:
    """`with as_owner(): ...` makes rows as the tables' owner; see tests/database.py."""
    return database.as_owner


@pytest.fixture
def catalogue(db: None) -> None:
    """One track, five municipalities: see tests/small_catalogue.py."""
    with database.as_owner():
        small_catalogue.make()


@pytest.fixture
def state_folder() -> Iterator[Path]:
    """A short folder that does not exist yet: pytest's own temporary folders are closed to the database's user."""
    parent = Path(tempfile.mkdtemp(prefix="dsc-", dir="/tmp"))
    parent.chmod(0o711)
    yield parent / "s"
    shutil.rmtree(parent)


@pytest.fixture(scope="session")
def running_site() -> Iterator[RunningSite]:
    """The whole site with demo data on a free port, its worker beside it; stopped at the end."""
    parent = Path(tempfile.mkdtemp(prefix="dsc-", dir="/tmp"))
    parent.chmod(0o711)
    site = start_site(parent / "s")
    yield site
    assert site.stop() == 0
    shutil.rmtree(parent)
