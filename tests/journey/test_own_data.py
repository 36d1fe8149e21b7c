"""Wishes about data: owner and deadline, corrections as new rows, erasure that leaves no word and touches nobody else."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Track
from sundhedscenter.citizens.models import Citizen, Contact, NeedToKnow, Relation
from sundhedscenter.core import access, outbox
from sundhedscenter.core.checks import run_all
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry, OutboxMessage
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.delivery.models import LessonStepDone
from sundhedscenter.groups.models import Attendance, Group
from sundhedscenter.intake.models import DataRequest, DataRequestAct, Draft
from sundhedscenter.journey.own_data import answering, looks
from sundhedscenter.journey.own_data.asking import NoController, NothingAsked, ask, controller_on, deadline_after
from sundhedscenter.journey.own_data.erasing import what_goes
from sundhedscenter.partnership.models import Employment, Organisation, User
from sundhedscenter.pathways.models import Goal, PathwayResponsibility
from tests.journey.acts import answers_action, attends, seen_by
from tests.people import AT, LONG, AsOwner, Person, accepts, leader, person, staff, viewer_of
from tests.small_catalogue import WAIT_ON_VIDEO
from tests.walls.rows import fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
NOW = AT + timedelta(days=20)
ON = day_of(NOW)
WORDS = ("passe mine roser", "Roserne er mit liv", "Rosa Rosenkilde", "44 55 66 77", "rosa@example.org")
CONTACT = {"full_name": "Rosa Rosenkilde", "phone": "44 55 66 77", "email": "rosa@example.org"}


@pytest.fixture
def rosa(as_owner: AsOwner) -> Person:
    """She sits in a group with three others, has been there twice, and has written things in her own words."""
    leader(as_owner, "skive", name="Holdleder Hansen")
    staff(as_owner, "lemvig", name="Lone fra Lemvig")
    someone = person(as_owner, "Rosa")
    accepts(someone, "lemvig", WAIT_ON_VIDEO, goal="passe mine roser", contact=CONTACT)
    for town in ("struer", "holstebro", "ringkoebing-skjern"):
        accepts(person(as_owner), town, WAIT_ON_VIDEO, goal="gå tur")
    answers_action(someone, words="Roserne er mit liv")
    group = Group.objects.get()
    attends(group, 1)
    attends(group, 2)
    with as_owner():
        NeedToKnow.objects.create(citizen=someone.citizen, recorded_at=AT, code="gentle", text="Roserne er mit liv")
    return someone


def asks(who: Person, kind: str, *parts: str, **more: Any) -> DataRequest:
    with seen_by(who, NOW) as viewer:
        return ask(viewer=viewer, citizen=who.citizen, kind=kind, parts=parts, at=NOW, **more)


def nurse(name: str = "Lone fra Lemvig") -> User:
    return User.objects.get(display_name=name)


def answers(
    request: DataRequest, how: str, *, answer: str = "", by: User | None = None, values: Mapping[str, Any] | None = None
) -> DataRequest:
    viewer = viewer_of(by or nurse(), NOW)
    more = {"values": values or {}} if how == "answer_correction" else {}
    with acting_as(viewer, on=ON):
        return getattr(answering, how)(viewer=viewer, request_id=request.pk, answer=answer, at=NOW, **more)


def test_a_wish_has_an_owner_and_a_month(rosa: Person) -> None:
    wish = asks(rosa, "correction", "contact", text="Jeg har fået ny telefon")
    assert (wish.owner_organisation.code, wish.owner, wish.deadline) == ("lemvig", nurse(), date(2026, 4, 22))
    assert wish.parts == ["contact"]
    assert asks(rosa, "correction", "contact", text="Jeg har fået ny telefon").pk == wish.pk


@pytest.mark.parametrize(
    ("day", "deadline"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 3, 22), date(2026, 4, 22)),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_last_day(day: date, deadline: date) -> None:
    assert deadline_after(day) == deadline


def test_the_controller_of_the_day_owns_it(rosa: Person, as_owner: AsOwner) -> None:
    """Moved to another body on a date: a wish from that day on is theirs, and they may look until they have answered."""
    with as_owner():
        region = Organisation.objects.get(code="holstebro")
        Employment.objects.create(user=staff(as_owner, "holstebro"), organisation=region, role="manager", during=LONG)
        row = PathwayResponsibility.objects.get(citizen=rosa.citizen, role="controller")
        PathwayResponsibility.objects.filter(pk=row.pk).update(during=DateRange(row.during.lower, ON))
        PathwayResponsibility.objects.create(
            pathway=row.pathway,
            citizen=rosa.citizen,
            role="controller",
            organisation=region,
            during=DateRange(ON, None),
        )
    with seen_by(rosa, NOW):
        assert controller_on(rosa.citizen, ON - timedelta(days=1)).code == "lemvig"
    wish = asks(rosa, "erasure", "goal")
    assert (wish.owner_organisation.code, wish.owner) == ("holstebro", None)
    with acting_as(system("check"), on=ON):
        opened = Relation.objects.get(source_kind="intake.datarequest")
        assert (opened.citizen_id, opened.organisation_id, opened.during.upper) == (rosa.citizen.pk, region.pk, None)
    answers(wish, "refuse_erasure", answer="Vi bruger det", by=User.objects.filter(employments__organisation=region)[0])
    with acting_as(system("check"), on=ON):
        assert Relation.objects.get(pk=opened.pk).during.upper == ON + timedelta(days=1)


def test_who_has_nothing_here_has_nobody_to_ask(as_owner: AsOwner) -> None:
    with pytest.raises(NoController):
        asks(person(as_owner), "erasure", "goal")


@pytest.mark.parametrize(
    ("kind", "parts"), [("correction", ["plan"]), ("erasure", ["cpr"]), ("erasure", []), ("access_question", [])]
)
def test_a_wish_about_nothing_is_refused(rosa: Person, kind: str, parts: list[str]) -> None:
    with pytest.raises(NothingAsked):
        asks(rosa, kind, *parts)


def test_a_question_about_a_visit_is_never_one_persons_own(rosa: Person) -> None:
    wish = asks(rosa, "access_question", text="Hvem var det?")
    assert wish.owner is None
    with pytest.raises(answering.NoWords):
        answers(wish, "answer_question")
    assert answers(wish, "answer_question", answer="Det var vores afløser").outcome == "answered"


def test_a_correction_is_a_new_row_and_shows_before_and_now(rosa: Person) -> None:
    wish = asks(rosa, "correction", "contact", "goal", "name", "need_to_know", text="Alt er nyt")
    values = {
        "contact": {"full_name": "Rosa Rosenkilde", "phone": "11 22 33 44", "email": ""},
        "goal": {"text": "gå i haven"},
        "name": {"display_name": "Rosa K"},
        "need_to_know": {"codes": ["step_free"]},
    }
    ended = answers(wish, "answer_correction", values=values, answer="Det er skrevet ind.")
    assert (ended.outcome, ended.ended_by) == ("corrected", nurse())
    with seen_by(rosa, NOW):
        assert [row.phone for row in Contact.objects.filter(citizen=rosa.citizen)] == ["11 22 33 44", "44 55 66 77"]
        assert [goal.text for goal in Goal.objects.filter(citizen=rosa.citizen)] == ["gå i haven", "passe mine roser"]
        assert Citizen.objects.get(pk=rosa.citizen.pk).display_name == "Rosa K"
        needs = NeedToKnow.objects.filter(citizen=rosa.citizen, ended_at=None)
        assert [need.code for need in needs] == ["step_free"]
        acts = {act.part: act for act in DataRequestAct.objects.filter(request=wish)}
    assert set(acts) == {"contact", "goal", "name", "need_to_know"}
    assert (acts["name"].before, acts["name"].after) == ({"display_name": "Rosa"}, {"display_name": "Rosa K"})
    with pytest.raises(answering.AlreadyAnswered):
        answers(wish, "answer_correction", values=values)


def test_a_correction_that_changes_nothing_says_why(rosa: Person) -> None:
    wish = asks(rosa, "correction", "goal", text="?")
    same = {"goal": {"text": "passe mine roser"}}
    with pytest.raises(answering.NoWords):
        answers(wish, "answer_correction", values=same)
    assert answers(wish, "answer_correction", values=same, answer="Det står der allerede").outcome == "refused"


def test_erasure_leaves_no_word_anywhere_and_nobody_elses_row_is_touched(rosa: Person, as_owner: AsOwner) -> None:
    earlier = asks(rosa, "correction", "goal", text="Roserne er mit liv")
    answers(earlier, "answer_correction", values={"goal": {"text": "Roserne er mit liv, sagde jeg"}})
    with as_owner():
        others = {row.pk: fingerprint(row.pk) for row in Citizen.objects.exclude(pk=rosa.citizen.pk)}
        attended = list(Attendance.objects.order_by("pk").values_list())
    assert len(others) == 3
    checked = _all_findings()
    before = str(_everything(rosa, as_owner))
    assert [word for word in WORDS if word not in before] == []
    refused = asks(rosa, "erasure", "goal", text="Slet, at jeg vil passe mine roser")
    answers(refused, "refuse_erasure", answer="Vi skal bruge, at Roserne er mit liv")
    everything = ("contact", "goal", "need_to_know", "lessons", "draft")
    wish = asks(rosa, "erasure", *everything, text="Ring ikke mere på 44 55 66 77")
    with seen_by(rosa, NOW):
        counted = what_goes(rosa.citizen, wish.parts, at=NOW)
    answers(wish, "answer_erasure")
    after = str(_everything(rosa, as_owner))
    assert [word for word in WORDS if word in after and word != "Rosa Rosenkilde"] == []
    with as_owner():
        assert {pk: fingerprint(pk) for pk in others} == others
        assert list(Attendance.objects.order_by("pk").values_list()) == attended
        acts = list(DataRequestAct.objects.filter(request=wish))
        assert {act.part: act.rows for act in acts if act.what == "erased"} == counted
        assert counted["goal"] == 2
        assert {act.part: act.reason for act in acts if act.what == "kept"} == {
            "contact": "case",
            "goal": "health_record",
            "lessons": "health_record",
            "messages": "case",
            "need_to_know": "health_record",
        }
        assert LessonStepDone.objects.get(citizen=rosa.citizen).choice == "erased"
        assert Draft.objects.count() == 3
    assert _all_findings() == checked, "whatever else is amiss in this small world, the erasure adds nothing"
    assert _findings() == []


def _everything(who: Person, as_owner: AsOwner) -> list[str]:
    """All rows about the citizen in all tables, the drafts, the messages' bytes and the jobs, as text."""
    with as_owner():
        rows = fingerprint(who.citizen.pk)
        drafts = [draft.answers for draft in Draft.objects.all()]
        bodies = [bytes(body or b"").decode() for body in OutboxMessage.objects.values_list("frozen_bytes", flat=True)]
        audits = list(AuditEntry.objects.values_list("data", flat=True))
    return [str(part) for part in (rows, drafts, bodies, audits)]


def _all_findings() -> list[tuple[str, str]]:
    with acting_as(system("check"), on=ON):
        return [(finding.check, finding.about) for finding in run_all(NOW)]


def _findings() -> list[str]:
    with acting_as(system("check"), on=ON):
        return [finding.check for finding in run_all(NOW) if "data" in finding.about or "erasure" in finding.check]


def test_the_answer_stays_to_be_read_until_the_part_is_erased_again(rosa: Person) -> None:
    wish = asks(rosa, "erasure", "goal", text="Slet det om roserne")
    answers(wish, "answer_erasure", answer="Vi har slettet dine ord.")
    with seen_by(rosa, NOW):
        wish.refresh_from_db()
        assert (wish.text, wish.answer, wish.parts) == ("", "Vi har slettet dine ord.", ["goal"])
    answers(asks(rosa, "erasure", "goal"), "answer_erasure")
    with seen_by(rosa, NOW):
        wish.refresh_from_db()
        assert (wish.text, wish.answer, wish.parts, wish.outcome) == ("", "", ["goal"], "erased")


def test_erasure_twice_finds_nothing_left(rosa: Person) -> None:
    for rows in (1, 0):
        wish = asks(rosa, "erasure", "goal")
        answers(wish, "answer_erasure")
        with seen_by(rosa, NOW):
            erased = DataRequestAct.objects.get(request=wish, part="goal", what="erased")
            assert erased.rows == rows


def test_the_goals_words_go_from_the_conversation_too(rosa: Person, as_owner: AsOwner) -> None:
    """Once they are gone from the goal nothing finds the draft: erased later alone, it would keep them."""
    answers(asks(rosa, "erasure", "goal"), "answer_erasure")
    assert "passe mine roser" not in str(_everything(rosa, as_owner))


def test_an_unsent_message_to_an_erased_address_is_not_sent(rosa: Person, as_owner: AsOwner) -> None:
    with as_owner():
        assert OutboxMessage.objects.filter(subject_id=rosa.citizen.pk, sent_at=None, ended_at=None).exists()
    answers(asks(rosa, "erasure", "contact"), "answer_erasure")
    with as_owner():
        left = OutboxMessage.objects.filter(subject_id=rosa.citizen.pk)
        assert set(left.values_list("end_reason", flat=True)) == {"erased"}
        assert all(message.recipient == f"erased:{message.pk}" for message in left)


def test_two_drafts_that_look_alike_are_left_for_their_own_day(rosa: Person, as_owner: AsOwner) -> None:
    """Nothing in a draft says whose it is: where it cannot be told, nobody else's is taken."""
    with as_owner():
        hers = Draft.objects.get(answers__goal="passe mine roser")
        Draft.objects.create(
            key_hash="0" * 64,
            created_at=AT,
            expires_at=NOW + timedelta(days=9),
            answers=hers.answers,
            used_at=hers.used_at,
        )
    answers(asks(rosa, "erasure", "draft"), "answer_erasure")
    with as_owner():
        assert Draft.objects.filter(answers__goal="passe mine roser").count() == 2


def test_a_refusal_keeps_everything_and_says_why(rosa: Person) -> None:
    wish = asks(rosa, "erasure", "goal")
    with pytest.raises(answering.NoWords):
        answers(wish, "refuse_erasure")
    answers(wish, "refuse_erasure", answer="Vi er midt i en klagesag.")
    with seen_by(rosa, NOW):
        assert Goal.objects.get(citizen=rosa.citizen).text == "passe mine roser"
        assert DataRequestAct.objects.get(request=wish).what == "kept"


def test_another_organisation_neither_sees_nor_answers_it(rosa: Person, as_owner: AsOwner) -> None:
    wish = asks(rosa, "correction", "goal", text="?")
    for user in (staff(as_owner, "struer"), nurse("Holdleder Hansen"), staff(as_owner, "lemvig", role="assessor")):
        viewer = viewer_of(user, NOW)
        with acting_as(viewer, on=ON):
            assert list(answering.open_requests(viewer, on=ON)) == []
        with pytest.raises(answering.NotYours):
            answers(wish, "answer_correction", answer="Nej", by=user)


def test_the_answer_is_told_and_its_message_waits_to_be_sent(rosa: Person) -> None:
    wish = asks(rosa, "erasure", "goal")
    answers(wish, "answer_erasure")
    with acting_as(system("outbox"), on=ON):
        assert outbox.is_told(kind="data_answered", about=wish)


def test_check_finds_a_wish_that_nobody_can_answer(rosa: Person, as_owner: AsOwner) -> None:
    wish = asks(rosa, "correction", "goal", text="?")
    assert _findings() == []
    with as_owner():
        Employment.objects.filter(organisation__code="lemvig").update(during=DateRange(date(2020, 1, 1), ON))
        DataRequest.objects.filter(pk=wish.pk).update(deadline=ON)
        Relation.objects.filter(organisation__code="lemvig").update(during=DateRange(date(2020, 1, 1), ON))
    assert sorted(_findings()) == ["every_data_request_is_owned"] * 3 + ["everything_has_an_owner"]
    with as_owner():
        DataRequest.objects.filter(pk=wish.pk).update(kind="erasure", ended_at=NOW, ended_by=nurse(), outcome="erased")
    assert _findings() == ["every_erasure_is_accounted_for"]


def looked(who: Person, by: User, what: str, at: Any) -> None:
    viewer = viewer_of(by, at)
    with acting_as(viewer, on=day_of(at)):
        access.begin()
        access.seen(viewer, [who.citizen.pk], what)
        access.flush(at=at, path="/")


def test_each_visit_is_held_against_what_was_allowed_that_day(rosa: Person, as_owner: AsOwner) -> None:
    stranger = staff(as_owner, "struer", name="Fremmed")
    looked(rosa, nurse(), "case", AT)
    looked(rosa, nurse(), "case_list", AT)
    looked(rosa, nurse("Holdleder Hansen"), "group_roster", AT + timedelta(days=1))
    looked(rosa, stranger, "case", AT + timedelta(days=2))
    with seen_by(rosa, NOW) as viewer:
        found = looks.visits_of(rosa.citizen, access.visits(rosa.citizen.pk, but=viewer.name, since=None))
    assert [(visit.day, visit.name, visit.organisation, visit.why, visit.codes) for visit in found] == [
        (date(2026, 3, 4), "Fremmed", "Struer Kommune", looks.UNKNOWN, ("case",)),
        (date(2026, 3, 3), "Holdleder Hansen", "Skive Kommune", "groups.seat", ("group_roster",)),
        (date(2026, 3, 2), "Lone fra Lemvig", "Lemvig Kommune", "pathways.pathway", ("case", "case_list")),
    ]


def test_the_same_words_about_the_track_stay(rosa: Person) -> None:
    """Erasing the citizen's words changes nothing of the catalogue."""
    answers(asks(rosa, "erasure", "goal", "lessons"), "answer_erasure")
    assert Track.objects.get(code="core").name_da == "Grundhold"
