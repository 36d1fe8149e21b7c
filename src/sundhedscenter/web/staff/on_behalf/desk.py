"""The desk at which a professional does a citizen's acts: the citizen's own pages, in the staff layout."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sundhedscenter.core import access, clock
from sundhedscenter.journey.on_behalf import Way, acting_for
from sundhedscenter.journey.staff import NotVisible
from sundhedscenter.web.citizen.desk import Desk
from sundhedscenter.web.staff.pages import staff_render
from sundhedscenter.web.staff.policy import staff_page

SLUGS = {"telefon": Way.PHONE, "papir": Way.PAPER, "moede": Way.STAFF}
SLUG_OF = {way: slug for slug, way in SLUGS.items()}
WAYS: dict[Way, str | Promise] = {
    Way.PHONE: _("I telefonen"),
    Way.PAPER: _("Fra papir"),
    Way.STAFF: _("Ved et møde"),
}
DOING: dict[Way, str | Promise] = {
    Way.PHONE: _("Du gør det for %(name)s, i telefonen."),
    Way.PAPER: _("Du gør det for %(name)s, fra papir."),
    Way.STAFF: _("Du gør det for %(name)s, ved et møde."),
}


@dataclass(frozen=True)
class StaffDesk(Desk):
    """`viewer` marks what it writes; every page says for whom it is, and by which way."""

    way: Way

    act_layout = "staff/on_behalf/_act.html"
    page_layout = "staff/on_behalf/_page.html"

    def url(self, name: str, **ids: Any) -> str:
        known = {"citizen_id": self.citizen.pk, "way": SLUG_OF[self.way], **ids}
        return reverse(f"web:staff_for_{name}", kwargs=known)

    @property
    def home(self) -> str:
        return reverse("web:staff_for", args=[self.citizen.pk, SLUG_OF[self.way]])

    @property
    def done(self) -> str:
        return self.home

    @property
    def back_words(self) -> str:
        return gettext("Tilbage til %(name)s") % {"name": self.citizen.display_name}

    @property
    def onward_words(self) -> str:
        return gettext("Gå til %(name)s") % {"name": self.citizen.display_name}

    @property
    def doing(self) -> str:
        """Du gør det for Karen, i telefonen."""
        return str(DOING[self.way]) % {"name": self.citizen.display_name}

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        return staff_render(request, "cases", template, {"desk": self, **context}, status=status)


def for_citizen(what: str, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, done for a citizen in the viewer's care; `what` stands in the citizen's access log.

    Somebody else's citizen, an ended relation and no citizen at all are all the same: not found.
    """

    @staff_page("new_citizen")
    @wraps(view)
    def page(request: HttpRequest, citizen_id: UUID, way: str, **kwargs: Any) -> HttpResponse:
        if way not in SLUGS:
            raise Http404
        viewer = request.viewer  # type: ignore[attr-defined]
        try:
            acting = acting_for(viewer, citizen_id, way=SLUGS[way], on=clock.day_of(clock.now()))
        except NotVisible as hidden:
            raise Http404 from hidden
        access.seen(viewer, [citizen_id], what)
        return view(request, StaffDesk(acting.viewer, acting.citizen, acting.way), **kwargs)

    return page
