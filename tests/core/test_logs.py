"""A log line about a fault quotes nothing of what the fault was about."""

import logging
import sys

import pytest
from django.conf import settings

from sundhedscenter.core.logs import Discreet

SECRET = "Key (phone)=(20112233) already exists"


def test_exception_text_and_its_cause_stay_out_of_the_log() -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise LookupError(f"again: {SECRET}") from error
    except LookupError:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "Internal Server Error: %s", ("/min-vej/",), sys.exc_info()
        )
    text = Discreet("%(levelname)s %(message)s").format(record)
    assert SECRET not in text
    assert "builtins.LookupError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text


@pytest.mark.parametrize("handler", settings.LOGGING["handlers"].values())
def test_every_handler_of_the_site_is_discreet(handler: dict[str, str]) -> None:
    assert settings.LOGGING["formatters"][handler["formatter"]]["()"] == "sundhedscenter.core.logs.Discreet"
