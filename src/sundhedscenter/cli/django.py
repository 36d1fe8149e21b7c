"""`sundhedscenter django ...`: what manage.py is elsewhere."""

import os
import sys

import click
from django.core.management import execute_from_command_line


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Django's own management commands, e.g. `sundhedscenter django makemigrations --check`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundhedscenter.config.settings")
    if arguments == ("--help",):
        arguments = ("help",)
    execute_from_command_line([f"{sys.argv[0]} django", *arguments])
