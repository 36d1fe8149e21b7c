"""What all open data have in common: nobody asks, every page may read, and who has it already gets it not again."""

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import parse_etags, quote_etag

# With or without the prefix of a language.
OPEN: Final = re.compile(r"^(/[a-z]{2})?/(openreferral(/|$)|starter\.(ics|rss)$)")
# Seats move: a copy is good for a minute.
OPEN_TO_ALL: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"}


class NobodyAsks:
    """Takes the cookies of a request for open data away before anything reads them: a copy may be kept anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if OPEN.match(request.path_info):
            request.COOKIES = {}
        return self.get_response(request)


def kept(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    """The body with its ETag, or 304."""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    headers = {**OPEN_TO_ALL, "ETag": etag}
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return HttpResponse(body, content_type=content_type, headers=headers)
