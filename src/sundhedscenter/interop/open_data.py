"""Open data are the same for everybody: whoever is logged in is read as nobody here, so a copy may be kept anywhere."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# With or without the prefix of a language.
OPEN = re.compile(r"^(/[a-z]{2})?/(openreferral(/|$)|starter\.(ics|rss)$)")


class NobodyAsks:
    """Takes the cookies of a request for open data away before anything reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if OPEN.match(request.path_info):
            request.COOKIES = {}
        return self.get_response(request)
