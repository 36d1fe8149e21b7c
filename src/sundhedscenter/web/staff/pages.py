"""One way to answer with a staff page: its menu comes along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sundhedscenter.web.staff.policy import menu


def staff_render(request: HttpRequest, code: str, template: str, context: dict[str, Any], **more: Any) -> HttpResponse:
    """`code` names the page of the menu that is current."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, template, {"menu": menu(viewer, code), **context}, **more)
