"""Where log-ins are kept: Django's table of sessions, read with a statement written once. Every page of a known user asks it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's own but for reading."""

    def load(self) -> dict[str, Any]:
        row = None
        if (self.session_key or "").isalnum():  # another's cookie may hold any sign, also one that no table takes
            with connection.cursor() as cursor:
                cursor.execute(_OPEN, [self.session_key, timezone.now()])
                row = cursor.fetchone()
        if row is None:
            self._session_key = None  # over, or never was: a new log-in gets a new key
            return {}
        (data,) = row
        return dict(self.decode(data))


_OPEN = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
