"""The demo log-in asks for no password, so it is closed wherever a real person could be behind a name."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from sundhedscenter.citizens.queries import somebody_is_not_demo
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import User


class RealPeople(RuntimeError):
    """The demo is switched on, but the database holds people who are not made up."""


def real_people_are_here() -> bool:
    """Whether any user or citizen is not marked as demo. Two index-free EXISTS; the demo database is small."""
    with acting_as(system("login")):
        return User.objects.filter(is_demo=False).exists() or somebody_is_not_demo()


def demo_is_open() -> bool:
    """Whether anybody may choose a made-up person and be logged in as them."""
    return settings.DEMO and not real_people_are_here()


def refuse_start() -> None:
    """Raise RealPeople when the demo is on in a database with real people. Run when the site starts."""
    if settings.DEMO and real_people_are_here():
        raise RealPeople(
            "The demo log-in refuses to start: the database holds users or citizens who are not demo."
            " Set SUNDHEDSCENTER_DEMO=0, or use an empty database for the demo."
        )


def check_demo_data(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """System check (tag `database`): the same refusal, for `sundhedscenter check`."""
    if "default" not in (databases or ()):
        return []
    try:
        refuse_start()
    except RealPeople as problem:
        return [Error(str(problem), id="web.E001")]
    return []
