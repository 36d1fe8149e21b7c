"""What a helper does for a citizen leaves what the citizen's own act would have left: no wall hides a row from it midway."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.week import FULL_MASK, slot_number
from sundhedscenter.groups.actions import make_offer, release_seat
from sundhedscenter.groups.models import Group, Seat
from sundhedscenter.journey import changes, helping
from sundhedscenter.journey.steps import ACTION, answer_step
from sundhedscenter.partnership.models import User
from sundhedscenter.pathways.models import Pathway, PlanItem
from sundhedscenter.pathways.queries import open_pathway
from tests.journey.acts import CHECK, does
from tests.people import AT, AsOwner, Person, accepts, leader, person, viewer_of
from tests.walls.helping import helps, relative
from tests.walls.rows import citizen_tables, rows_about

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
ON = day_of(AT)
# Who did it, and by which way, is what must differ; keys of new rows are drawn anew each time.
MARKS = {"by", "actor", "on_behalf", "data", "message_id", "frozen_bytes", "id"}
# What only an act on behalf adds, and what helping itself is.
OF_HELPING = {"intake.ActOnBehalf", "citizens.HelperAccess", "citizens.HelperInvitation", "core.AccessLine"}
Act = Callable[[Viewer, Pathway], Any]


@pytest.fixture
def brother(people: list[Person], as_owner: AsOwner) -> User:
    """Helps Anna with everything."""
    with as_owner():
        user = relative("Bror")
        helps(user, people[0].citizen, "dates", "plan", "act", begin=ON, end=ON + timedelta(days=90), at=AT)
    return user


def left(citizens: list[Person], as_owner: AsOwner, known: set[UUID]) -> dict[str, list[str]]:
    """Every row about the citizens, without marks; an id that was not there before reads "new"."""
    found: dict[str, list[str]] = {}
    with as_owner():
        for model, _wall in citizen_tables():
            if model._meta.label in OF_HELPING or model._meta.label == "intake.Draft":
                continue
            names = [field.attname for field in model._meta.concrete_fields if field.attname not in MARKS]
            for one in citizens:
                for row in model._default_manager.filter(rows_about(model, one.citizen.pk)).order_by().values(*names):
                    text = repr([(name, _plain(value, known)) for name, value in row.items()])
                    found.setdefault(model._meta.label, []).append(text)
    return {label: sorted(rows) for label, rows in found.items()}


def _plain(value: Any, known: set[UUID]) -> Any:
    if isinstance(value, UUID) and value not in known:
        return "new"
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f-]{36}|\d+", value):
        return "a key"
    return value


def ids(as_owner: AsOwner) -> set[UUID]:
    with as_owner():
        return {
            row.pk
            for model, _wall in citizen_tables()
            for row in model._default_manager.all()
            if isinstance(row.pk, UUID)
        }


def _pause(weeks: int) -> Act:
    return lambda viewer, pathway: changes.pause(
        viewer=viewer, pathway=pathway, reason="own_illness", until=ON + timedelta(weeks=weeks), at=LATER
    )


def _week(mask: int) -> Act:
    return lambda viewer, pathway: changes.change_time(
        viewer=viewer, pathway=pathway, week=mask, reason="time_work", at=LATER
    )


def _back(viewer: Viewer, pathway: Pathway) -> Any:
    return changes.come_back(viewer=viewer, pathway=pathway, at=LATER)


def _offer(answer: str) -> Act:
    def act(viewer: Viewer, pathway: Pathway) -> Any:
        offer = pathway.citizen.seat_offers.get(ended_at=None)
        return getattr(changes, answer)(viewer=viewer, pathway=pathway, offer_id=offer.pk, at=LATER)

    return act


def _step(viewer: Viewer, pathway: Pathway) -> Any:
    item = PlanItem.objects.filter(pathway=pathway, kind="lesson", ended_at=None).select_related("pathway").get()
    item.pathway = pathway
    return answer_step(viewer=viewer, plan_item=item, step=ACTION, choice="", own_words="Jeg går en tur", at=LATER)


ACTS: dict[str, tuple[str, Act]] = {
    "a short pause": ("", _pause(2)),
    "a long pause": ("", _pause(12)),
    "back from a short pause": ("short", _back),
    "back from a long pause": ("long", _back),
    "a week that fits": ("", _week(FULL_MASK)),
    "a week that does not": ("", _week(1 << slot_number(5, 11))),
    "a week in a pause": ("short", _week(1 << slot_number(5, 11))),
    "yes to a seat": ("offer", _offer("take_offer")),
    "no to a seat": ("offer", _offer("decline_offer")),
    "a first step": ("", _step),
}


def _before(what: str, people: list[Person], group: Group, as_owner: AsOwner) -> None:
    if what in ("short", "long"):
        does(people[0], "pause", reason="family", until=ON + timedelta(weeks={"short": 3, "long": 9}[what]))
    if what == "offer":
        with acting_as(CHECK, on=ON):
            seat = Seat.objects.get(citizen=people[0].citizen, released_at=None)
            release_seat(seat=seat, reason="other", by=CHECK, at=AT)
            pathway = Pathway.objects.get(pk=seat.pathway_id)
            make_offer(group=group, pathway=pathway, held_until=AT + timedelta(days=1), by=CHECK, at=AT)


@pytest.mark.parametrize("what", ACTS)
def test_helpers_act_leaves_what_the_citizens_own_leaves(
    people: list[Person], group: Group, brother: User, as_owner: AsOwner, what: str
) -> None:
    """Two more stand in line for the group, so that a seat that is given up really passes on."""
    leader(as_owner, "struer", slot_mask=1 << slot_number(5, 11))
    waiting = [person(as_owner, "Carl"), person(as_owner, "Dina")]
    for one in waiting:
        accepts(one, "struer", "start_now:start")
    before, act = ACTS[what]
    _before(before, people, group, as_owner)
    anna, known = people[0], ids(as_owner)
    everybody = [*people, *waiting]
    start = left(everybody, as_owner, known)
    with transaction.atomic():
        with acting_as(anna.viewer, on=ON) as viewer:
            pathway = open_pathway(anna.citizen)
            assert pathway is not None
            pathway.citizen = anna.citizen
            act(viewer, pathway)
        own = left(everybody, as_owner, known)
        transaction.set_rollback(True)
    assert own != start, "the act does something"
    with acting_as(viewer_of(brother), on=ON) as viewer, helping.act_for(viewer, anna.citizen.pk, at=LATER) as open_act:
        act(open_act.viewer, open_act.pathway)
    helped = left(everybody, as_owner, known)
    assert helped.keys() == own.keys()
    for label, rows in own.items():
        assert helped[label] == rows, label


def test_who_may_not_act_gets_no_door(people: list[Person], brother: User, as_owner: AsOwner) -> None:
    """Neither for somebody else in the same group, nor without the right."""
    with as_owner():
        sister = relative("Søster")
        helps(sister, people[0].citizen, "dates", "plan", begin=ON, end=ON + timedelta(days=9), at=AT)
    for user, whom in ((brother, people[1]), (sister, people[0])):
        with acting_as(viewer_of(user), on=ON) as viewer:
            with pytest.raises(helping.NotHelping), helping.act_for(viewer, whom.citizen.pk, at=LATER):
                raise AssertionError("the door opened")
            with pytest.raises(helping.NotHelping), helping.act_for(viewer, UUID(int=7), at=LATER):
                raise AssertionError("the door opened")
