"""The made-up partnership: filled once through the real acts, in all stages, and never where anybody is real."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from sundhedscenter.catalogue.models import Offer, ResponsibilityMove
from sundhedscenter.citizens.models import Citizen, NationalIdentifier, Relation
from sundhedscenter.config.demo import DemoLogin, ensure_demo
from sundhedscenter.config.demo.citizens import CROWDS, FIRST_LESSONS
from sundhedscenter.core import checks
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.groups.models import Attendance, Group, Seat, Session, WaitingPlace
from sundhedscenter.groups.queries import open_groups
from sundhedscenter.intake.models import Posting
from sundhedscenter.journey.responsibility import move, move_back
from sundhedscenter.partnership.models import Agreement, Employment, Organisation, Responsibility, User
from sundhedscenter.pathways.models import Goal, Pathway, PathwayResponsibility, PlanItem, Progress
from sundhedscenter.pathways.queries import statuses
from sundhedscenter.pathways.status import PathwayStatus
from tests import database
from tests.content_rows import put_content
from tests.oracles.morning import agreed
from tests.people import AT, viewer_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def filled(django_db_setup: object, django_db_blocker: DjangoDbBlocker) -> Iterator[list[DemoLogin]]:
    """One demo for all tests of this file, which only read it."""
    with django_db_blocker.unblock(), time_machine.travel(AT, tick=False), transaction.atomic():
        with database.as_owner():
            put_content()
        yield ensure_demo(AT)
        transaction.set_rollback(True)


def test_every_role_of_every_offer_moves_and_comes_back(filled: list[DemoLogin]) -> None:
    """All plans and all bodies of the demo, before and after."""

    def rows(*models: type[Model]) -> list[list[tuple[Any, ...]]]:
        with database.as_owner():
            return [list(model._default_manager.order_by("pk").values_list()) for model in models]

    def days() -> set[tuple[Any, ...]]:
        with database.as_owner():
            values = ("pathway_id", "role", "organisation_id", "during")
            return set(PathwayResponsibility.objects.values_list(*values))

    kept, bodies = rows(PlanItem, Seat, WaitingPlace, Session, Attendance, Progress, Goal), days()
    lemvig, on = Organisation.objects.get(code="lemvig"), AT.date() + timedelta(days=1)
    with transaction.atomic():
        with acting_as(system("check"), on=AT.date()) as by:
            for offer in Offer.objects.exclude(organisation=lemvig).order_by("code"):
                for role, _name in Responsibility.ROLES:
                    move(offer=offer, role=role, to=lemvig, on=on, why="aftale", by=by, at=AT)
            assert days() != bodies
            assert [found for found in checks.run_all(AT) if "pathway" in found.check or "offer" in found.check] == []
            for made in ResponsibilityMove.objects.order_by("-pk"):
                move_back(move=made, on=on, by=by, at=AT)
            assert days() == bodies
            assert rows(PlanItem, Seat, WaitingPlace, Session, Attendance, Progress, Goal) == kept
        transaction.set_rollback(True)


def test_forty_citizens_stand_in_all_stages(filled: list[DemoLogin]) -> None:
    with acting_as(system("check"), on=AT.date()):
        pathways = list(Pathway.objects.all())
        found = Counter(statuses(pathways, on=AT.date()).values())
        assert 35 <= Citizen.objects.count() == len(pathways) <= 50
        assert not Citizen.objects.filter(is_demo=False).exists()
        current = Relation.objects.filter(scope="care", during__contains=AT.date())
        homes = current.values_list("organisation__code", flat=True)
        assert set(homes) == {"holstebro", "lemvig", "struer", "skive", "ringkoebing-skjern"}
        waiting = WaitingPlace.objects.filter(ended_at=None).count()
        seated = Seat.objects.filter(released_at=None).count()
        came = Counter(Attendance.objects.filter(superseded_at=None).values_list("state", flat=True))
    for stage in (PathwayStatus.PLAN_PROPOSED, PathwayStatus.STARTED, PathwayStatus.ACTIVE):
        assert found[stage] >= 5
    assert found[PathwayStatus.PAUSED] == found[PathwayStatus.NOT_NOW] == 2
    assert (waiting, seated) == (5, 22)
    assert came["present"] > 30
    assert came["excused"] + came["absent"] > 0


def test_groups_run_form_and_have_free_seats(filled: list[DemoLogin]) -> None:
    groups = {group.track.code: group for group in Group.objects.select_related("track", "leader_organisation")}
    assert set(groups) == {"kol_hold", "type2_hold", "heart_hold", "core"}
    assert groups["kol_hold"].leader_organisation.code == "skive"
    assert (groups["kol_hold"].form, groups["kol_hold"].leader.title) == ("group_video", "Fysioterapeut")
    assert {code for code, group in groups.items() if group.first_day > AT.date()} == {"heart_hold", "core"}
    assert all(group.seats_left() > 0 for group in groups.values())
    assert {group.track.code for group in open_groups(at=AT)} == set(groups)


def test_a_group_led_from_skive_has_somebody_from_lemvig(filled: list[DemoLogin]) -> None:
    group = Group.objects.get(track__code="kol_hold")
    with acting_as(system("check"), on=AT.date()):
        seated = Seat.objects.filter(group=group).values("citizen_id")
        homes = Relation.objects.filter(citizen_id__in=seated, scope="care").values_list(
            "organisation__code", flat=True
        )
        assert len(set(homes)) >= 4
        assert "lemvig" in homes


def test_staff_stand_for_every_role_and_one_log_in_for_each_is_told(filled: list[DemoLogin]) -> None:
    roles = {code for code, _name in Employment.ROLES}
    assert set(Employment.objects.values_list("role", flat=True)) == roles
    assert len(filled) == len(roles) + 3  # and citizens, their relatives, and leaders of groups
    assert all(User.objects.get(username=row["username"]).is_demo for row in filled)
    assert all(set(row) == {"role", "name", "username", "organisation", "url"} for row in filled)
    assert [row["role"] for row in filled][:3] == ["Borgere", "Pårørende", "Holdledere"]
    assert "Skive" in filled[2]["organisation"]
    assert Agreement.objects.get().partners.count() == 6


@pytest.mark.parametrize("days", [0, 16])
def test_the_lists_of_every_organisation_are_what_the_rules_say(filled: list[DemoLogin], days: int) -> None:
    at = AT + timedelta(days=days)
    stands = 0
    at_work = User.objects.filter(employments__role="professional")
    for user in at_work.order_by("employments__organisation_id", "pk").distinct("employments__organisation_id"):
        with acting_as(viewer_of(user, at), on=day_of(at)) as viewer:
            stands += len(agreed(viewer, at=at))
    assert stands


def test_nothing_in_the_demo_breaks_what_must_hold(filled: list[DemoLogin]) -> None:
    with acting_as(system("check"), on=AT.date()):
        assert checks.run_all(AT) == []
        assert AuditEntry.objects.filter(verb="pathway_begun").count() == Pathway.objects.count()


def test_only_public_test_numbers_are_cpr_numbers(filled: list[DemoLogin]) -> None:
    with acting_as(system("login"), on=AT.date()):
        assert NationalIdentifier.objects.count() == 13


def test_filling_it_again_changes_nothing(filled: list[DemoLogin]) -> None:
    users, groups = User.objects.count(), Group.objects.count()
    assert ensure_demo(AT + timedelta(days=1)) == filled
    assert (User.objects.count(), Group.objects.count()) == (users, groups)


def test_every_first_step_that_is_chosen_exists() -> None:
    lessons = {path.name.split(".")[0] for path in (settings.CONTENT / "lessons").glob("*.da.md")}
    assert set(FIRST_LESSONS.values()) <= lessons
    assert {crowd.topic for crowd in CROWDS if crowd.card == "start"} <= FIRST_LESSONS.keys()


def test_ideas_stand_in_every_stage_that_others_see(filled: list[DemoLogin]) -> None:
    with acting_as(system("check"), on=day_of(AT)):
        stages = {row.stage for row in Posting.objects.filter(about=None)}
        assert stages == {"waiting", "new", "looking", "trying", "not_now", "declined"}
        shown = Posting.objects.get(stage="trying")
        assert shown.votes == shown.voters.count() > 20
