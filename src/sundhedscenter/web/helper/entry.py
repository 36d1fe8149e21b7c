"""Who may open a helper's page: a log-in that is nobody's job, with the right the page asks for, today."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from sundhedscenter.citizens.models import HelperAccess
from sundhedscenter.core import access
from sundhedscenter.journey.helping import NotHelping, helping
from sundhedscenter.journey.helping.looking import last_day_of
from sundhedscenter.web.citizen.entry import to_log_in
from sundhedscenter.web.dates import long_day_text

type View = Callable[..., HttpResponse]


def helper_page(what: str, *rights: str) -> Callable[[View], View]:
    """The view gets the right as second argument. Reading is written to the citizen's log as `what` (empty: by the view).

    A right that has ended answers like one that never was.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, citizen_id: UUID, **kwargs: Any) -> HttpResponse:
            if request.viewer.user_id is None:
                return to_log_in(request)
            if request.viewer.roles:
                raise PermissionDenied("a log-in that belongs to a job helps nobody privately")
            try:
                given = helping(request.viewer, citizen_id, *rights)
            except NotHelping:
                raise Http404 from None
            if what:
                access.seen(request.viewer, [citizen_id], what)
            return view(request, given, **kwargs)

        return never_cache(page)

    return decorate


def banner(given: HelperAccess) -> dict[str, Any]:
    """Part of each page's context: whom one helps, until when, and what one may."""
    return {
        "helped": given.citizen.display_name,
        "helped_id": given.citizen_id,
        "helped_until": long_day_text(last_day_of(given)),
        "rights": given.scope,
    }
