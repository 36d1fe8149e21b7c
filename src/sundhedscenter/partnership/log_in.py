"""The logged-in user by number, with a statement written once: every page of a known user asks for it."""

from functools import cache

from django.contrib.auth.backends import ModelBackend
from django.db import connection

from sundhedscenter.partnership.models import User


class LogIn(ModelBackend):
    """Django's own but for reading the user: none when they are gone or not active."""

    def get_user(self, user_id: int) -> User | None:
        statement, columns = _statement()
        with connection.cursor() as cursor:
            cursor.execute(statement, [user_id])
            row = cursor.fetchone()
        user = User.from_db(connection.alias, columns, row) if row else None
        return user if user and self.user_can_authenticate(user) else None


@cache
def _statement() -> tuple[str, list[str]]:
    names = [field.attname for field in User._meta.concrete_fields]
    return f"SELECT {', '.join(names)} FROM partnership_user WHERE id = %s", names  # noqa: S608  the model's own columns
