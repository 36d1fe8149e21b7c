"""Every message, word for word, against its file in this folder.

After a change of wording: `GOLDEN=write pytest tests/golden`, read the difference, commit it.
"""

import os
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from sundhedscenter.catalogue.models import Offer, OfferReminder, Place
from sundhedscenter.catalogue.outreach import ready_text
from sundhedscenter.citizens.models import Task
from sundhedscenter.core import channels, outbox
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.actions import make_offer
from sundhedscenter.groups.models import Group, Seat, Session
from sundhedscenter.pathways.actions import add_fact
from sundhedscenter.pathways.models import Outreach, Pathway
from sundhedscenter.web.notices.renderers import CHANNELS, NOTICES
from tests.people import AT, AsOwner, accepts, person, staff
from tests.web.citizen_walk import seat_of, seated

HERE = Path(__file__).parent
KEY = uuid.UUID("00000000-0000-4000-8000-000000000001")
# Nothing that leaves the house tells what it is about, whom it is for or who leads.
NEVER = ("kol", "diabetes", "hjerte", "heart", "knæ", "sygdom", "illness", "grundhold", "deltager 0", "mette", "beach")


def about(kind: str, as_owner: AsOwner) -> tuple[str, str]:
    """The kind and id of a row that this message can be about."""
    someone, group = seated(as_owner)
    with as_owner():
        Session.objects.filter(group=group).update(starts_at=AT + timedelta(days=8))
    match kind:
        case "offer_made":
            other = person(as_owner)
            accepts(other, "lemvig", "start_now:start")
            robot = system("pooling")
            with acting_as(robot, on=day_of(AT)):
                pathway = Pathway.objects.get(citizen=other.citizen)
                offer = make_offer(group=group, pathway=pathway, held_until=AT + timedelta(days=1), by=robot, at=AT)
            return "groups.seatoffer", str(offer.pk)
        case "pause_confirmed" | "welcome_back":
            with acting_as(someone.viewer, on=day_of(AT)):
                pathway = Pathway.objects.get(citizen=someone.citizen)
                paused = kind == "pause_confirmed"
                fact = add_fact(
                    pathway=pathway,
                    kind="paused" if paused else "resumed",
                    by=someone.viewer,
                    at=AT,
                    reason="family" if paused else "",
                    until=date(2026, 3, 30) if paused else None,
                )
            return "pathways.pathwayfact", str(fact.pk)
        case "call_confirmed":
            with acting_as(someone.viewer, on=day_of(AT)):
                task = Task.objects.create(
                    citizen=someone.citizen,
                    kind="call_citizen",
                    owner_organisation=group.leader_organisation,
                    created_at=AT,
                    deadline=date(2026, 3, 6),
                )
            return "citizens.task", str(task.pk)
        case "data_answered":
            return "intake.datarequest", str(uuid.uuid4())
        case "reaching_out":
            with as_owner():
                outreach = Outreach.objects.create(
                    citizen=someone.citizen,
                    why="no_checkin",
                    channel="email",
                    at=AT,
                    by=group.leader,
                    owner_organisation=group.leader_organisation,
                    text=ready_text("no_checkin", "da"),
                    deadline=date(2026, 3, 9),
                )
            return "pathways.outreach", str(outreach.pk)
        case "step_confirmed":
            return "pathways.planitem", str(uuid.uuid4())
        case "offer_reminder":
            reader = staff(as_owner, "lemvig", role="offer_editor")
            with as_owner():
                offer = Offer.objects.get(code="kom-i-gang")
                reminder = OfferReminder.objects.create(
                    offer=offer, due_on=date(2026, 3, 2), sent_at=AT, recipient=reader
                )
            return "catalogue.offerreminder", str(reminder.pk)
        case "helper_began":
            return "citizens.helperaccess", "1"
        case "waiting_confirmed":
            return "groups.waitingplace", str(uuid.uuid4())
        case "reminder":
            session = Session.objects.filter(group=group).order_by("number").first()
            return "groups.session", str(session.pk)  # type: ignore[union-attr]
        case _:
            return "groups.seat", str(seat_of(someone).pk)


def rendered(kind: str, channel: str, language: str, row: tuple[str, str]) -> str:
    """The bytes as they would leave, as text."""
    message = OutboxMessage(
        id=KEY,
        kind=kind,
        channel=channel,
        recipient="borger@example.org" if channel == "email" else "20 12 34 56",
        language=language,
        about_kind=row[0],
        about_id=row[1],
        created_at=AT,
        message_id=f"<{KEY}@sundhedscenter.invalid>",
    )
    with acting_as(system("outbox"), on=day_of(AT)):
        content = channels.compose(message, outbox.renderer_for(kind, channel)(message))
    return content.decode().replace("\r\n", "\n")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", NOTICES)
def test_message_reads_word_for_word(at: time_machine.Traveller, as_owner: AsOwner, kind: str) -> None:
    row = about(kind, as_owner)
    for channel in CHANNELS:
        for language in ("da", "en"):
            text = rendered(kind, channel, language, row)
            golden = HERE / f"{kind}.{channel}.{language}.txt"
            if os.environ.get("GOLDEN") == "write":
                golden.write_text(text)
            assert text == golden.read_text()


@pytest.mark.parametrize("golden", sorted(HERE.glob("*.txt")), ids=lambda path: path.stem)
def test_message_is_neutral_and_short(golden: Path) -> None:
    text = golden.read_text()
    assert not [word for word in NEVER if word in text.lower()]
    if ".sms." in golden.name:
        assert len(text) <= 320, "two SMS at most"


def test_no_golden_file_is_left_over() -> None:
    expected = {
        f"{kind}.{channel}.{language}.txt" for kind in NOTICES for channel in CHANNELS for language in ("da", "en")
    }
    assert {path.name for path in HERE.glob("*.txt")} == expected


@pytest.mark.django_db
def test_place_is_named_when_the_group_meets_there(at: time_machine.Traveller, as_owner: AsOwner) -> None:
    """The golden files are about a video group; here the same group has a door."""
    someone, group = seated(as_owner)
    place = Place.objects.order_by("code").first()
    assert place is not None
    with as_owner():
        Group.objects.filter(pk=group.pk).update(form="group_site", place=place)
    text = rendered("seat_confirmed", "sms", "da", ("groups.seat", str(seat_of(someone).pk)))
    assert place.name in text
    assert place.postal_code in text


@pytest.mark.django_db
def test_message_about_a_row_that_is_gone_is_not_written(at: time_machine.Traveller) -> None:
    with pytest.raises(Seat.DoesNotExist):
        rendered("seat_confirmed", "email", "da", ("groups.seat", str(uuid.uuid4())))
