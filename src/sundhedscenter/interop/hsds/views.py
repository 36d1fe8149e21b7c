"""The HTTP side: read what was asked, answer in JSON, say what was wrong and how to mend it. No log-in, no cookie."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from sundhedscenter.core import clock
from sundhedscenter.interop.hsds.answers import Asked
from sundhedscenter.interop.hsds.describing import openapi
from sundhedscenter.interop.hsds.endpoints import EndPoint
from sundhedscenter.interop.hsds.parameters import read_parameters, read_uuid
from sundhedscenter.interop.hsds.problems import PROBLEM_JSON, Problem
from sundhedscenter.interop.open_data import OPEN_TO_ALL, kept

READS = ("GET", "HEAD", "OPTIONS")
ALLOWED = ", ".join(READS)

type View = Callable[..., HttpResponse]


def view_of(point: EndPoint) -> View:
    """The view of one end point."""

    def view(request: HttpRequest, number: str = "") -> HttpResponse:
        return answered(request, lambda: point.answer(_asked(request, point, number)))

    view.__name__ = point.operation
    return csrf_exempt(view)


@csrf_exempt
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    server = _absolute(request, "openreferral:details").rstrip("/")
    return answered(request, lambda: openapi(server=server, version=settings.VERSION))


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below the interface."""

    def refuse() -> Any:
        mend = f"The addresses stand in {_absolute(request, 'openreferral:openapi')}"
        raise Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.", mend=mend, field="path", value=rest)

    return answered(request, refuse)


def answered(request: HttpRequest, answer: Callable[[], Any]) -> HttpResponse:
    """JSON with its ETag, 304 to whoever has it already, or the problem."""
    if request.method == "OPTIONS":
        headers = {"Allow": ALLOWED, "Access-Control-Allow-Methods": "GET", "Access-Control-Allow-Headers": "*"}
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={**OPEN_TO_ALL, **headers})
    try:
        refuse_method(request)
        body = _json(answer())
    except Problem as problem:
        return refused(problem)
    return kept(request, body, "application/json")


def refuse_method(request: HttpRequest) -> None:
    """Raises Problem for what would write."""
    if request.method not in READS:
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "Data can be read here, not written.", mend="Send GET.")


def refused(problem: Problem) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ALLOWED
    body = _json(problem.shape())
    return HttpResponse(body, content_type=PROBLEM_JSON, status=problem.status, headers=headers)


def _asked(request: HttpRequest, point: EndPoint, number: str) -> Asked:
    return Asked(
        values=read_parameters(request.GET, point.parameters),
        at=clock.now(),
        page_of=lambda code: _absolute(request, "web:offer", code=code),
        profile=_absolute(request, "web:open_data"),
        openapi=_absolute(request, "openreferral:openapi"),
        number=_number(number) if point.has_id else None,
    )


def _number(text: str) -> Any:
    try:
        return read_uuid(text)
    except ValueError as error:
        mend = "Take the id from the list of the same name."
        raise Problem(HTTPStatus.NOT_FOUND, "Nothing has this id.", field="id", value=text, mend=mend) from error


def _absolute(request: HttpRequest, name: str, **kwargs: object) -> str:
    return request.build_absolute_uri(reverse(name, kwargs=kwargs))


def _json(found: Mapping[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
