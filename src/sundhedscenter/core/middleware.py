"""One transaction per request, with its viewer named to the database before any citizen data is read."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

from sundhedscenter.core import access, clock
from sundhedscenter.core.viewer import ANONYMOUS, draft_hash, forget_viewer, name_viewer

Handler = Callable[[HttpRequest], HttpResponseBase]


class OneTransaction:
    """Wraps everything from the session look-up to the last access line; an error undoes all of it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        access.begin()
        try:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                else:
                    access.flush(at=clock.now(), path=request.path)
            return response
        finally:
            forget_viewer()


class NamedViewer:
    """Finds who is looking. Anonymous visitors without a draft cost no query and see no rows.

    What anybody else is shown is theirs alone: no browser or proxy keeps a copy.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.viewer_for = import_string(settings.VIEWER_PROVIDER)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        on = clock.day_of(clock.now())
        viewer = ANONYMOUS
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            viewer = self.viewer_for(request.user, on)
        if key := request.COOKIES.get(settings.DRAFT_COOKIE, ""):
            viewer = viewer.with_draft(draft_hash(key))
        request.viewer = viewer  # type: ignore[attr-defined]
        if viewer != ANONYMOUS:
            name_viewer(viewer, on=on)
        response = self.get_response(request)
        if viewer != ANONYMOUS and isinstance(response, HttpResponse):
            add_never_cache_headers(response)  # "back" after log-out must not show the page again
        return response
