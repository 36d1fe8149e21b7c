"""Where a citizen's act is done, and by whom: on their own pages, or for them by somebody who writes it down."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.pathways.models import Pathway
from sundhedscenter.pathways.queries import open_pathway

LINKED = ("pause", "say_no", "take", "plan")


@dataclass(frozen=True)
class Desk:
    """The citizen's own pages. `url` leads to the page of the same name wherever the act is done."""

    viewer: Viewer
    citizen: Citizen

    act_layout = "citizen/_act.html"
    page_layout = "citizen/layouts/page.html"
    paper_layout = "citizen/layouts/print.html"

    def url(self, name: str, **ids: Any) -> str:
        return reverse(f"web:{name}", kwargs=ids)

    @property
    def home(self) -> str:
        return self.url("my_way")

    @property
    def done(self) -> str:
        """Where one is after a yes."""
        return self.url("welcome")

    @property
    def back_words(self) -> str:
        return gettext("Tilbage til Min vej")

    @property
    def onward_words(self) -> str:
        return gettext("Gå til Min vej")

    @property
    def urls(self) -> dict[str, str]:
        """What the shared templates link to, by name."""
        return {name: self.url(name) for name in LINKED}

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        return render(request, template, {"desk": self, **context}, status=status)


type DeskView[**P] = Callable[Concatenate[HttpRequest, Desk, P], HttpResponse]
type PathwayView[**P] = Callable[Concatenate[HttpRequest, Desk, Pathway, P], HttpResponse]


def on_pathway[**P](view: PathwayView[P]) -> DeskView[P]:
    """The view gets the citizen's open pathway; without one the desk's first page says how to begin."""

    @wraps(view)
    def page(request: HttpRequest, desk: Desk, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        pathway = open_pathway(desk.citizen)
        if pathway is None:
            return redirect(desk.home)
        pathway.citizen = desk.citizen
        return view(request, desk, pathway, *args, **kwargs)

    return page
