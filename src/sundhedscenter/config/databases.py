"""How the site reaches its database, and which logins it refuses to work with.

`default` is the login `site`: it owns nothing and row-level security holds for it. `owner` is the same database
for migrations. Both work behind a transaction pooler: no prepared statements, no server-side cursors, no session
settings.
"""

import json
import os
from typing import Any

import psycopg
from psycopg import conninfo

from sundhedscenter.config.embedded.errors import SetupProblem
from sundhedscenter.config.embedded.places import State

POSTGRESQL = "django.db.backends.postgresql"
NO_DATABASE = "sundhedscenter.config.no_database"
SITE_URL, OWNER_URL = "DATABASE_URL", "DATABASE_OWNER_URL"
CONNECT_SECONDS = 5


class WrongDatabaseUrl(SetupProblem):
    """DATABASE_URL or DATABASE_OWNER_URL is missing, unreadable, or they do not belong together."""


class WrongLogin(SetupProblem):
    """The site would work with a login for which row-level security does not hold."""


def from_environment() -> dict[str, dict[str, Any]]:
    """Django's DATABASES: from the two addresses, else from the state folder, else a placeholder that explains."""
    if os.environ.get(SITE_URL) or os.environ.get(OWNER_URL):
        return _from_urls()
    state = State.from_environment()
    if not state.logins_file.exists():
        absent = {"ENGINE": NO_DATABASE, "HOST": str(state.data), "NAME": "sundhedscenter", "USER": "site"}
        return {"default": entry(**absent), "owner": entry(**absent | {"USER": "owner"})}
    saved = json.loads(state.logins_file.read_text())
    return {
        alias: entry(HOST=saved["host"], NAME=saved["name"], USER=user, PASSWORD=saved[user])
        for alias, user in (("default", "site"), ("owner", "owner"))
    }


def uses_own_server() -> bool:
    """True when the supervisor starts the database itself."""
    return not (os.environ.get(SITE_URL) or os.environ.get(OWNER_URL))


def entry(**parameters: Any) -> dict[str, Any]:
    """One alias. Options may be added by the address, e.g. sslmode and target_session_attrs."""
    options = {"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None, **parameters.pop("OPTIONS", {})}
    return {
        "ENGINE": POSTGRESQL,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a database that was restarted costs no citizen an error page
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
        **parameters,
    }


def _from_urls() -> dict[str, dict[str, Any]]:
    site, owner = _parsed(SITE_URL), _parsed(OWNER_URL)
    if site["NAME"] != owner["NAME"]:
        raise WrongDatabaseUrl(
            f"{SITE_URL} names the database '{site['NAME']}' and {OWNER_URL} '{owner['NAME']}'."
            " Both must name the same database."
        )
    if site["USER"] == owner["USER"]:
        raise WrongDatabaseUrl(
            f"{SITE_URL} and {OWNER_URL} both use the login '{site['USER']}'. The site needs a login of its own that"
            " owns nothing; docs/operations.md shows the two CREATE ROLE lines."
        )
    return {"default": site, "owner": owner}


def _parsed(variable: str) -> dict[str, Any]:
    """One address as a Django entry. Its password never reaches an error message."""
    other = OWNER_URL if variable == SITE_URL else SITE_URL
    address = os.environ.get(variable)
    if not address:
        raise WrongDatabaseUrl(f"{other} is set but {variable} is not. Set both, or neither for the built-in server.")
    try:
        found = {key: str(value) for key, value in conninfo.conninfo_to_dict(address).items() if value is not None}
    except psycopg.ProgrammingError:
        found = {}
    missing = [key for key in ("user", "dbname") if not found.get(key)]
    if missing:
        raise WrongDatabaseUrl(
            f"{variable} lacks {' and '.join(missing)}. It looks like this: postgresql://login:password@host:5432/name"
        )
    taken = {
        "NAME": found.pop("dbname"),
        "USER": found.pop("user"),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": found.pop("port", ""),
    }
    return entry(**taken, OPTIONS=found)


def refuse_absent(entry: dict[str, Any]) -> None:
    """Raise SetupProblem when the checkout's database was never made."""
    if entry["ENGINE"] == NO_DATABASE:
        raise SetupProblem(
            f"There is no database in {entry['HOST']}. Start it with `make run`, or set {SITE_URL} and {OWNER_URL}."
        )


def connect(to: dict[str, Any]) -> psycopg.Connection[Any]:
    """A plain connection to one alias, without Django: for checks that run before it is loaded."""
    refuse_absent(to)
    try:
        return psycopg.connect(
            dbname=to["NAME"],
            user=to["USER"],
            password=to.get("PASSWORD"),
            host=to.get("HOST"),
            port=to.get("PORT"),
            autocommit=True,
            **to["OPTIONS"],
        )
    except psycopg.OperationalError as error:
        raise SetupProblem(f"The database '{to['NAME']}' does not answer login '{to['USER']}': {error}") from error


def refuse_wrong_login(login: dict[str, Any] | None = None) -> None:
    """Raise WrongLogin unless row-level security holds for the site's login. Run by web and worker at start.

    It does not hold for a superuser, for a login with BYPASSRLS, nor for the owner of a table; a login that may
    SET ROLE to such a one is as bad.
    """
    site = from_environment()["default"] if login is None else login
    with connect(site) as connection:
        found = connection.execute(_FAULTS).fetchall()
    if found:
        raise WrongLogin(
            f"The site refuses to start with the database login '{site['USER']}': {'; '.join(reason for (reason,) in found)}."
            " Row-level security would not hold, and citizens' data would lie open to a single forgotten filter."
            f" Use a login made with CREATE ROLE ... LOGIN NOSUPERUSER NOBYPASSRLS in {SITE_URL}, and leave the tables"
            f" to the login in {OWNER_URL}."
        )


# Reach: the login itself and every role it may become.
_FAULTS = """
WITH reach AS (
    SELECT oid, rolname, rolsuper, rolbypassrls FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
)
SELECT CASE WHEN rolname = session_user THEN 'it is a superuser' ELSE format('it may become the superuser %s', rolname) END
FROM reach WHERE rolsuper AND (rolname = session_user OR NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user))
UNION ALL
SELECT CASE WHEN rolname = session_user THEN 'it bypasses row-level security'
            ELSE format('it may become %s, which bypasses row-level security', rolname) END
FROM reach WHERE rolbypassrls AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
UNION ALL
SELECT format('%s %s tables, e.g. %s', CASE WHEN rolname = session_user THEN 'it owns' ELSE format('it may become %s, which owns', rolname) END,
              count(*), min(relname))
FROM reach JOIN pg_class ON relowner = reach.oid
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
GROUP BY rolname
"""
