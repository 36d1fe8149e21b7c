"""Log in as a made-up person; log out. Both change who somebody is, so both are POST."""

import secrets
from random import SystemRandom

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sundhedscenter.core import clock
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.journey.accept import welcome
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import viewer_for
from sundhedscenter.web.login.guard import demo_is_open
from sundhedscenter.web.login.names import names
from sundhedscenter.web.login.people import CITIZENS, demo_groups, is_relative

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """One page of made-up people with a button each. POST `user` (a person's number) or `new` (a fresh citizen)."""
    if not demo_is_open():
        raise Http404
    next_url = local_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET":
        groups = demo_groups(on=clock.day_of(clock.now()))
        citizens = [group for group in groups if group.code == CITIZENS]
        staff = [group for group in groups if group.code != CITIZENS]
        return render(request, "login/log_in.html", {"citizens": citizens, "staff": staff, "next": next_url})
    user = _new_citizen() if "new" in request.POST else _chosen(request.POST.get("user", ""))
    auth.login(request, user, backend=BACKEND)  # a new session key, and a new CSRF token
    return HttpResponseRedirect(next_url or _home_of(user))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """The next person at the same screen meets neither the log-in nor a conversation begun before it."""
    auth.logout(request)
    response = redirect("web:front")
    response.delete_cookie(settings.DRAFT_COOKIE)
    return response


def local_path(url: str) -> str:
    """The address when it leads to a page of ours, else empty: a link must not send anybody elsewhere."""
    inside = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if inside else ""


def _chosen(number: str) -> User:
    user = User.objects.filter(pk=int(number), is_demo=True, is_active=True).first() if number.isdecimal() else None
    if user is None:
        raise Http404
    return user


def _new_citizen() -> User:
    """A made-up citizen who has just been identified: a user with a pseudonym, and the person behind it."""
    at = clock.now()
    first, _last = names().draw(SystemRandom())
    user = User.objects.create(
        username=f"borger-{secrets.token_hex(8)}", display_name=first, language=get_language() or "da", is_demo=True
    )
    viewer = viewer_for(user, clock.day_of(at))
    with acting_as(viewer):
        welcome(viewer=viewer, user=user, display_name=first, at=at)
    return user


def _home_of(user: User) -> str:
    if is_relative(user):
        return reverse("web:helping")
    employed = user.employments.filter(during__contains=clock.day_of(clock.now())).exists()
    return reverse("web:staff_home" if employed else "web:my_way")
