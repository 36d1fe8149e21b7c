"""The municipalities that run the centre together."""

from django.db import connection


def municipality_names() -> list[str]:
    """Their names in order. One statement by hand: the front page asks for them, and everybody asks for that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM partnership_organisation WHERE kind = 'municipality' ORDER BY name, code")
        return [name for (name,) in cursor.fetchall()]
