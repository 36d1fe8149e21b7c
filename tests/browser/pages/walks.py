"""Who walks where, so that every template is shown by a real page: the table of the matrix is `SHOWN`.

Each walk makes its people, follows the links of their pages, and sends the forms that lead to the rest.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Group, SeatOffer
from sundhedscenter.intake.models import Posting
from sundhedscenter.pathways.models import PlanItem
from sundhedscenter.web.crumbs import CRUMBS
from tests.browser.pages.harvest import Harvest
from tests.people import AT, AsOwner, accepts, leader, person, queues, staff
from tests.walls.helping import relative
from tests.web import on_behalf_walk as behalf
from tests.web.citizen_walk import DAY, REPLIES, answer, begin, logged_in, seated, whole_conversation
from tests.web.helper_walk import client_of, code_on, hidden, invited
from tests.web.test_citizen_changes import offer_to
from tests.web.test_helper_acts import held_seat
from tests.web.test_ideas import WORDS
from tests.web.test_staff_responsibility import MOVE, OFFER


@dataclass
class Walk:
    """What a walk has: where pages are kept, and the owner's rights to make people."""

    harvest: Harvest
    as_owner: AsOwner

    def take(self, response: Any, who: str) -> Any:
        return self.harvest.keep(response, who)

    def user(self, organisation: str, role: str) -> Client:
        return client_of(staff(self.as_owner, organisation, role=role))


def stranger(walk: Walk) -> None:
    who, client = "stranger", Client()
    walk.harvest.walk(client, who, *(reverse(f"web:{name}") for name, crumb in CRUMBS.items() if crumb.listed))
    walk.harvest.walk(client, who, "/klar/forslag/", "/findes-ikke/", "/tilbud/findes-ikke/")
    walk.take(Client(enforce_csrf_checks=True).post("/klar/", {"goal": "Gå en tur"}), who)
    walk.take(client.post("/visning/", {"text": "x" * 1_100_000}), who)
    walk.harvest.walk(client, who, reverse("web:gallery"))
    with_goal = Client()
    begin(with_goal)
    walk.harvest.walk(with_goal, who, "/klar/sted/")
    answer(with_goal, "sted", later="1")
    walk.harvest.walk(with_goal, who, "/klar/gemt/")


def newcomer(walk: Walk) -> None:
    """From the conversation to a yes, also to a seat that somebody else has just taken."""
    who = "citizen before the yes"
    _, group = seated(walk.as_owner)
    client = logged_in(person(walk.as_owner))
    walk.harvest.walk(client, who, "/min-vej/", "/personale/")
    whole_conversation(client)
    walk.harvest.walk(client, who, "/klar/forslag/")
    begin(client)
    for step in REPLIES:
        answer(client, step, **({"topic": "unsure"} if step == "emne" else {}))
    client.post(reverse("web:choose"), {"key": f"group:{group.pk}"})
    walk.harvest.walk(client, who, "/klar/bekraeft/")
    with walk.as_owner():
        Group.objects.filter(pk=group.pk).update(size_max=4, size_ideal=4)
    walk.take(client.post("/klar/bekraeft/", {"full_name": "Anna", "phone": "20123456", "email": ""}), who)


def citizen(walk: Walk) -> None:
    """With a seat: the plan, the changes, own data, helpers, ideas."""
    who = "citizen"
    someone, group = seated(walk.as_owner)
    client = logged_in(someone)
    walk.harvest.walk(client, who, "/min-vej/", "/min-vej/velkommen/", "/min-vej/plan/", "/min-vej/seddel/")
    acts = ("pause", "change_time", "switch_format", "say_no")
    walk.harvest.walk(client, who, *(reverse(f"web:{name}") for name in acts))
    walk.take(invited(client), who)
    walk.harvest.walk(client, who, _wish(client))
    with walk.as_owner():
        sister = client_of(relative("Ida Søster"))
    sister.post(reverse("web:helping"), {"code": code_on(invited(client, name="Ida"))})
    walk.harvest.walk(client, who, "/min-vej/hjaelpere/", reverse("web:data_question"))
    client.post(reverse("web:idea_new"), WORDS)
    walk.harvest.walk(client, who, "/ideer/mine/")
    other, held = offer_to(walk.as_owner, group)
    seat = reverse("web:seat_offer", args=[held.pk])
    walk.harvest.walk(logged_in(other), who, seat)
    with walk.as_owner():
        SeatOffer.objects.filter(pk=held.pk).update(held_until=AT - DAY / 24)
    walk.harvest.walk(logged_in(other), who, seat)
    walk.take(
        client.post(reverse("web:pause"), {"stamp": _stamp(client, "pause"), "weeks": "4", "reason": "family"}), who
    )
    walk.harvest.walk(client, who, "/min-vej/", "/min-vej/tilbage/")


def lesson(walk: Walk) -> None:
    """The first step, from its first page to what will be tried."""
    who = "citizen with a first step"
    someone = person(walk.as_owner)
    accepts(someone, "lemvig", "start_now:kol", topic="kol")
    with acting_as(someone.viewer, on=day_of(AT)):
        item = PlanItem.objects.get(citizen=someone.citizen, kind="lesson")
    client = logged_in(someone)
    walk.harvest.walk(client, who, reverse("web:lesson", args=[item.pk]))
    for name, more in (("lesson_step", [1]), ("lesson_check", []), ("lesson_action", [])):
        walk.take(client.get(reverse(f"web:{name}", args=[item.pk, *more])), who)
    action = reverse("web:lesson_action", args=[item.pk])
    walk.take(client.post(action, {"choice": "choice2"}, follow=True), who)


def _wish(client: Client) -> str:
    """The address of a wish to have something corrected."""
    return str(client.post(reverse("web:data_correction"), {"parts": ["goal"], "text": "Ret"}).url)


def _stamp(client: Client, name: str) -> str:
    return hidden(client.get(reverse(f"web:{name}")))


def helper(walk: Walk) -> None:
    who = "helper"
    someone, _group = seated(walk.as_owner)
    with walk.as_owner():
        sister = client_of(relative("Ida Søster"))
    code = code_on(invited(logged_in(someone), rights=["dates", "plan", "act"]))
    sister.post(reverse("web:helping"), {"code": code})
    walk.harvest.walk(sister, who, "/hjaelper/")
    pk = someone.citizen.pk
    names = ("helper_slip", "helper_pause", "helper_come_back", "helper_change_time")
    walk.harvest.walk(sister, who, *(reverse(f"web:{name}", args=[pk]) for name in names))
    walk.harvest.walk(sister, who, reverse("web:helper_seat_offer", args=[pk, held_seat(someone).pk]))


def professional(walk: Walk) -> None:
    who = "professional"
    leader(walk.as_owner, "skive")
    nurse = walk.user("lemvig", "professional")
    anna = behalf.asks(walk.as_owner, "Anna", key="start_now:start")
    _wish(logged_in(behalf.asks(walk.as_owner, "Bente", key="start_now:start")))
    walk.harvest.walk(nurse, who, "/personale/")
    reach = reverse("web:staff_reach", args=[anna.citizen.pk])
    walk.harvest.walk(nurse, who, reach, reverse("web:staff_data_new", args=[anna.citizen.pk]))
    letter = {"do": "written", "written": "letter", "why": "other", "key": str(uuid.uuid4()), "text": "Kære Anna"}
    walk.harvest.walk(nurse, who, nurse.post(reach, letter).url)
    walk.take(nurse.get("/personale/drift/"), who)


def written_in(walk: Walk) -> None:
    """What staff do for a citizen who rings."""
    who = "professional, for a citizen"
    leader(walk.as_owner, "skive")
    nurse = walk.user("lemvig", "professional")
    walk.harvest.walk(nurse, who, behalf.NEW)
    url = behalf.types(nurse)
    address, cards = behalf.proposals_of(nurse, url)
    walk.harvest.walk(nurse, who, address)
    confirm = nurse.post(address, {"key": cards[0].key}).url
    walk.harvest.walk(nurse, who, confirm)
    known = behalf.citizen_of(nurse.post(confirm, behalf.YES).url)
    walk.harvest.walk(nurse, who, *(behalf.page_for(known, rest) for rest in behalf.WALKED))
    walk.harvest.walk(nurse, who, behalf.types(nurse))


def group_leader(walk: Walk) -> None:
    who = "leader of a group"
    skive = leader(walk.as_owner, "skive")
    for name, town in zip(
        ("Anna", "Bent", "Carl", "Dora"), ("lemvig", "struer", "holstebro", "ringkoebing-skjern"), strict=True
    ):
        behalf.asks(walk.as_owner, name, town, key="waiting:core|group_video|")
    client = client_of(skive)
    walk.harvest.walk(client, who, "/personale/hold/")
    group = Group.objects.get()
    walk.harvest.walk(client, who, reverse("web:staff_attendance", args=[group.pk, 1]))


def coordinator(walk: Walk) -> None:
    who = "coordinator"
    client = walk.user("holstebro", "coordinator")
    walk.harvest.walk(client, who, "/personale/", "/personale/tal/")
    walk.take(client.post(OFFER, MOVE), who)
    client.post(OFFER, MOVE | {"yes": "1"})
    walk.harvest.walk(client, who, OFFER)


def offices(walk: Walk) -> None:
    """Everybody else's menu, with something to read and to answer."""
    moderator = walk.user("diabetesforeningen", "moderator")
    writer = logged_in(person(walk.as_owner))
    for words in (WORDS, WORDS | {"title": "Sang for alle"}):
        assert writer.post(reverse("web:idea_new"), words).status_code == 302
    with walk.as_owner():
        idea = Posting.objects.order_by("pk")[0]
    walk.harvest.walk(moderator, "moderator", reverse("web:staff_idea", args=[idea.pk]))
    moderator.post(reverse("web:staff_idea", args=[idea.pk]), {"outcome": "new"})
    walk.harvest.walk(writer, "citizen", reverse("web:idea", args=[idea.pk]))
    with walk.as_owner():
        Offer.objects.filter(code="kom-i-gang").update(stage="retired")
    walk.harvest.walk(writer, "citizen", reverse("web:offer", args=["kom-i-gang"]))
    with walk.as_owner():
        queues("lemvig", "skive")
    for role in ("manager", "clinical_lead", "offer_editor", "moderator", "operator", "assessor", "practice"):
        walk.harvest.walk(walk.user("lemvig", role), role, "/personale/")


WALKS: tuple[Callable[[Walk], None], ...] = (
    stranger,
    newcomer,
    citizen,
    lesson,
    helper,
    professional,
    written_in,
    group_leader,
    coordinator,
    offices,
)
