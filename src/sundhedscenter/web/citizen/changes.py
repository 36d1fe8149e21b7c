"""The acts of `web.citizen.acts` on the citizen's own pages: each with its address and its line in the access log."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.web.citizen import acts
from sundhedscenter.web.citizen.desk import Desk, PathwayView, on_pathway
from sundhedscenter.web.citizen.entry import PageView, citizen_page


def own[**P](what: str, act: PathwayView[P]) -> PageView[P]:
    """The act, done by the logged-in citizen."""
    at_desk = on_pathway(act)

    @wraps(act)
    def page(request: HttpRequest, citizen: Citizen, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return at_desk(request, Desk(request.viewer, citizen), *args, **kwargs)

    return citizen_page(what)(page)


read_or_send = require_http_methods(["GET", "POST"])
pause = read_or_send(own("pause", acts.pause))
come_back = read_or_send(own("come_back", acts.come_back))
change_time = read_or_send(own("change_time", acts.change_time))
switch_format = read_or_send(own("switch_format", acts.switch_format))
say_no = read_or_send(own("say_no", acts.say_no))
take = require_POST(own("take", acts.take))
seat_offer = read_or_send(own("seat_offer", acts.seat_offer))
