"""`sundhedscenter shell-env`: lets psql, pg_dump and other tools find the database."""

import shlex

import click

from sundhedscenter.config import databases


@click.command
@click.option("--as", "alias", type=click.Choice(["site", "owner"]), default="site", show_default=True, help="Login.")
def command(alias: str) -> None:
    """Print PGHOST, PGUSER and so on, for: eval "$(sundhedscenter shell-env)"

    As `site` you see no citizen's row unless you name a viewer: SET app.viewer = 'system:...'.
    """
    entry = databases.from_environment()["owner" if alias == "owner" else "default"]
    databases.refuse_absent(entry)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    for variable, key in names.items():
        if value := entry.get(key):
            click.echo(f"export {variable}={shlex.quote(str(value))}")
