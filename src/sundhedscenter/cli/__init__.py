"""The command line: `.venv/bin/sundhedscenter`. Exit codes: 0 ok, 1 found a problem, 2 wrong use."""

import importlib
from typing import Any, NoReturn

import click

from sundhedscenter import __version__
from sundhedscenter.config.embedded.errors import SetupProblem

# Command name -> (module, one line of help). Modules are imported when their command is called: `--help` and the
# commands that need no database stay quick.
COMMANDS = {
    "run": "Start database, site and worker, and keep them alive.",
    "serve": "Start the web server alone.",
    "worker": "Start the background worker alone.",
    "migrate": "Bring the database up to date as its owner.",
    "prepare": "Migrate, load reference data and demo, compile texts.",
    "demo": "Fill the demo with a year and a half of made-up life.",
    "import-offers": "Bring in offers from an Open Referral file (JSON or CSV).",
    "form": "Form groups from a file of who waits, or check a plan.",
    "check": "Check settings, database login and recorded facts.",
    "rotate-keys": "Add a CPR key and move all CPR numbers to it.",
    "make-secrets": "Make the file with keys for a database of your own.",
    "compile-messages": "Compile translations (.po to .mo) where they are stale.",
    "shell-env": "Print the variables that let other tools find this database.",
    "django": "Django's own management commands.",
}


class Problem(click.ClickException):
    """Something is wrong that the person at the keyboard can mend."""

    exit_code = 1


class Commands(click.Group):
    """Finds sub-commands by name in the module of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sundhedscenter.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SetupProblem as problem:
            raise Problem(str(problem)) from problem


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def cli() -> None:
    """Det Digitale Sundhedscenter: one shared digital health centre for a partnership."""


def main() -> NoReturn:
    cli(prog_name="sundhedscenter")
    raise SystemExit(0)
