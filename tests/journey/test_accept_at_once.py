"""Acts at the very same moment, each on a connection of its own: the last seat, swaps, lines, double clicks."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.core.week import slot_number
from sundhedscenter.groups.models import Attendance, Group, Seat, SeatOffer
from sundhedscenter.groups.seating import take_turn
from sundhedscenter.journey.accept import AlreadyAccepted, SeatGone, accept
from sundhedscenter.pathways.following import follow
from sundhedscenter.pathways.models import Pathway, PlanItem, Progress
from tests.at_once import WAITS_FOR_THE_TURN, at_once, until_somebody_waits
from tests.content_rows import put_content
from tests.journey.acts import CHECK, DAY, VIDEO, attends, does, findings, live_seats, resize, seated, waiting
from tests.people import AT, POSTAL, AsOwner, Person, accepts, conversation, leader, person, queues

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TUESDAY, THURSDAY = slot_number(1, 19), slot_number(3, 19)


@pytest.fixture
def content(transactional_db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()
        queues(*POSTAL)


def says_yes(who: Person, municipality: str, key: str, **changes: object) -> Callable[[], Any]:
    """The conversation is over; what remains is the click."""
    draft, viewer = conversation(who, municipality, **changes)

    def click() -> Any:
        with acting_as(viewer, on=day_of(AT)):
            contact = {"full_name": "Test Borger", "phone": "", "email": "borger@example.org"}
            return accept(viewer=viewer, citizen=who.citizen, draft=draft, key=key, contact=contact, at=AT)

    return click


def group_of(as_owner: AsOwner, *names: str, most: int, slot: int = TUESDAY) -> tuple[Group, list[Person]]:
    """A new core group at this weekly time with these people in it and room for `most`."""
    resize(as_owner, "core", least=len(names), most=most)
    leader(as_owner, "skive", slot_mask=1 << slot)
    found = [person(as_owner, name) for name in names]
    for who in found:
        accepts(who, "lemvig", VIDEO, week=1 << slot)
    return Group.objects.get(slot_mask=1 << slot), found


def kinds(results: Sequence[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_the_last_seat_goes_to_exactly_one(content: None, as_owner: AsOwner) -> None:
    group, _ = group_of(as_owner, "Anna", most=2)
    reaching = [person(as_owner) for _ in range(12)]
    results = at_once([says_yes(who, "struer", f"group:{group.pk}") for who in reaching])
    assert kinds(results) == ["Accepted", *["SeatGone"] * 11]
    for gone in results:
        if isinstance(gone, SeatGone):
            assert gone.alternatives[0].ref == VIDEO  # the next best: the line for the next group
            assert f"group:{group.pk}" not in [card.ref for card in gone.alternatives]
    group.refresh_from_db()
    with acting_as(CHECK):
        assert (group.taken, Seat.objects.count(), Pathway.objects.count()) == (2, 2, 2)
    assert findings() == []


def test_the_last_four_make_one_group_together(content: None, as_owner: AsOwner) -> None:
    """Nobody waits because two looked at the line in the same moment."""
    resize(as_owner, "core", least=4, most=4)
    leader(as_owner, "skive", slot_mask=1 << TUESDAY)
    results = at_once([says_yes(person(as_owner), "lemvig", VIDEO) for _ in range(4)])
    assert kinds(results) == ["Accepted"] * 4
    assert (Group.objects.get().taken, waiting()) == (4, [])


@pytest.mark.parametrize("most", [1, 2])
def test_two_who_swap_seats_crosswise_both_end_well(content: None, as_owner: AsOwner, most: int) -> None:
    """With room both get across, each time; in two full groups both keep what they have."""
    first, (anna,) = group_of(as_owner, "Anna", most=most)
    second, (ben,) = group_of(as_owner, "Ben", most=most, slot=THURSDAY)
    here, there = first, second
    for _ in range(5):
        results = at_once(
            [
                lambda there=there: does(anna, "take", key=f"group:{there.pk}"),
                lambda here=here: does(ben, "take", key=f"group:{here.pk}"),
            ]
        )
        assert kinds(results) == ["Accepted" if most == 2 else "SeatGone"] * 2
        if most == 2:
            here, there = there, here
        assert (seated(here), seated(there)) == ({"Anna"}, {"Ben"})
    assert findings() == []


def test_nobody_is_seated_twice_by_two_groups_made_at_once(content: None, as_owner: AsOwner) -> None:
    """Anna waits for two tracks that can only meet on Tuesday at 19; both lines become long enough in one moment."""
    for track in ("core", "gentle"):
        resize(as_owner, track, least=2, most=4)
        leader(as_owner, "skive", track=track, slot_mask=1 << TUESDAY)
    anna = person(as_owner, "Anna")
    gentle = "waiting:gentle|group_video|"
    for card in (VIDEO, gentle):
        accepts(anna, "lemvig", card)
    results = at_once([says_yes(person(as_owner), "struer", card) for card in (VIDEO, gentle)])
    assert kinds(results) == ["Accepted"] * 2
    mine = [seat for seat in live_seats() if seat.citizen_id == anna.citizen.pk]
    assert len(mine) == 1
    assert findings() == []


def test_a_seat_given_up_while_others_reach_for_it(content: None, as_owner: AsOwner) -> None:
    group, (anna, _ben) = group_of(as_owner, "Anna", "Ben", most=2)
    clara = person(as_owner, "Clara")
    accepts(clara, "struer", VIDEO, week=1 << TUESDAY)
    reaching = [person(as_owner) for _ in range(4)]
    results = at_once(
        [
            lambda: does(anna, "say_no", reason="not_relevant"),
            *[says_yes(who, "struer", f"group:{group.pk}") for who in reaching],
        ]
    )
    assert kinds(results) == ["Outcome", *["SeatGone"] * 4]  # Clara stood in line: it is held for her
    with acting_as(CHECK):
        assert SeatOffer.objects.get().citizen == clara.citizen
    assert findings() == []


def test_two_conversations_of_one_person_begin_one_pathway(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    anna = person(as_owner)
    results = at_once([says_yes(anna, "lemvig", VIDEO), says_yes(anna, "lemvig", "talk:centre")])
    assert kinds(results) == ["Accepted"] * 2
    assert results[0].pathway == results[1].pathway
    with acting_as(CHECK):
        assert Pathway.objects.count() == 1


def test_a_second_conversation_holds_nothing_while_it_waits_for_its_turn(content: None, as_owner: AsOwner) -> None:
    """The sweep has the turn and seats those who wait, while one of them answers anew."""
    leader(as_owner, "skive")
    anna = person(as_owner)
    accepts(anna, "lemvig", VIDEO)
    with acting_as(CHECK):
        pathway = Pathway.objects.get()
    has_turn, says = Event(), says_yes(anna, "lemvig", VIDEO, topic="kol")

    def answers_anew() -> Any:
        assert has_turn.wait(30)
        return says()

    def seats_many() -> list[Any]:
        with acting_as(system("sweep"), on=day_of(AT)):
            take_turn()
            has_turn.set()
            until_somebody_waits(WAITS_FOR_THE_TURN)
            return follow([pathway.pk], on=day_of(AT))

    assert kinds(at_once([seats_many, answers_anew])) == ["Accepted", "list"]


def test_one_form_sent_twice_at_once(content: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    click = says_yes(person(as_owner), "lemvig", VIDEO)
    results = at_once([click, click])
    assert kinds(results) == ["Accepted", "AlreadyAccepted"]
    first, again = sorted(results, key=lambda result: isinstance(result, AlreadyAccepted))
    assert first.pathway == again.pathway
    with acting_as(CHECK):
        assert PlanItem.objects.count() == 2


def test_attendance_saved_twice_at_once(content: None, as_owner: AsOwner) -> None:
    group, _ = group_of(as_owner, "Anna", "Ben", most=2)
    assert at_once([lambda: attends(group, 1), lambda: attends(group, 1, after=timedelta(hours=2))]) == [2, 2]
    with acting_as(CHECK):
        assert (Attendance.objects.count(), Progress.objects.count()) == (2, 2)
    assert findings(group.sessions.get(number=1).starts_at + DAY) == []
