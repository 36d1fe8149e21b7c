"""Danish order and Danish search, the same on every operating system.

Order: `danish_key` (see migration 0002) puts æ, ø, å last and reads "aa" as "å", so Aabenraa stands beside Århus.
Search: configuration `danish_unaccent` stems Danish words, `plain_unaccent` leaves names whole; both forgive accents.
"""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Func, TextField

STEMMED = "danish_unaccent"
WHOLE = "plain_unaccent"


class DanishKey(Func):
    """Sort key of a text: `order_by(DanishKey("name"), "name", "pk")`. Indexable."""

    function = "danish_key"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    output_field = TextField()
    arity = 1


def vector(*fields: str, names: bool = False) -> SearchVector:
    """What is searched: Danish words, or names (of people and places) that must not be stemmed."""
    return SearchVector(*fields, config=WHOLE if names else STEMMED)


def query(words: str, *, names: bool = False) -> SearchQuery:
    """What somebody typed, read the way a search engine reads it: quotes for phrases, minus to leave out."""
    return SearchQuery(words, config=WHOLE if names else STEMMED, search_type="websearch")
