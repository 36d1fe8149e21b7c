"""Who may see a citizen's own pages: the logged-in citizen, and nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.citizens.queries import citizen_of
from sundhedscenter.core import access, clock
from sundhedscenter.journey.accept import welcome
from sundhedscenter.partnership.viewers import ever_employed

type CitizenView[**P] = Callable[Concatenate[HttpRequest, Citizen, P], HttpResponse]
type PageView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def citizen_page[**P](what: str) -> Callable[[CitizenView[P]], PageView[P]]:
    """The view gets the citizen as second argument. Without log-in the visitor logs in and comes back.

    Each page a citizen sees about themselves stands in the log as `what`, like everybody else's reading.
    """

    def decorate(view: CitizenView[P]) -> PageView[P]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.viewer.user_id is None:
                return to_log_in(request)
            if request.viewer.roles:
                raise PermissionDenied("staff have pages of their own")
            citizen = citizen_of(request.viewer)
            if citizen is None:
                if ever_employed(request.user):
                    raise PermissionDenied("somebody who worked here is no citizen by that log-in")
                name = request.user.display_name
                citizen = welcome(viewer=request.viewer, user=request.user, display_name=name, at=clock.now())
            access.seen(request.viewer, [citizen.pk], what)
            return view(request, citizen, *args, **kwargs)

        return never_cache(page)

    return decorate


def to_log_in(request: HttpRequest, back: str = "") -> HttpResponse:
    """Log in, and come back to `back` (this page when left out)."""
    query = urlencode({"next": back or request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('web:log_in')}?{query}")
