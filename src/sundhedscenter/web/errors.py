"""Pages for what went wrong: plain words, what to do now, and a phone number. None of them reads the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing here may fail: no context of the request, no database, a template that asks for nothing."""
    return render(None, "500.html", status=500)


def form_reused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, came from another page or cookies are off. What was typed is shown to be copied.

    `CSRF_FAILURE_VIEW`. The typed text is given back to the person who sent it and is kept nowhere.
    """
    typed = [value for name in request.POST for value in request.POST.getlist(name) if _is_own_words(name, value)]
    return render(request, "citizen/form_reused.html", {"typed": typed, "page": request.path}, status=403)


def _is_own_words(name: str, value: str) -> bool:
    return name != "csrfmiddlewaretoken" and len(value.strip()) > 3 and not value.strip().isdigit()
