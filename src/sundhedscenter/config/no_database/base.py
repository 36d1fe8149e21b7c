"""Database backend for a checkout whose database was never started: whoever connects reads what to do."""

from typing import Any, Never

from django.db.backends.postgresql import base
from django.db.utils import OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """Knows PostgreSQL's dialect, so that models load and checks run, but has no server."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Never:
        raise OperationalError(
            f"There is no database for this checkout: {self.settings_dict['HOST']} was never made."
            " Start the site with `make run`, name its folder in SUNDHEDSCENTER_STATE, or set DATABASE_URL"
            " (login without ownership) and DATABASE_OWNER_URL (login that owns the tables)."
        )
