"""Row-level security with every scoping function removed: `Model.objects` asked directly by the wrong person."""

import uuid
from typing import Any

import pytest
from django.db import ProgrammingError, connection, models, transaction

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.core.models import AccessLine, AuditEntry
from sundhedscenter.core.viewer import ANONYMOUS, Viewer, acting_as, system
from sundhedscenter.groups.models import Attendance
from sundhedscenter.intake.models import Draft
from sundhedscenter.partnership.models import LedgerEntry, Organisation
from tests.people import AT, AsOwner
from tests.walls.conftest import NOW, World, view
from tests.walls.rows import citizen_tables, count, rows_about

ON = NOW.date()
HERS_ALONE = {"intake.Posting", "intake.PostingWriter", "intake.PostingVote", "intake.PostingDecision"}
LEADER_SEES = {"citizens.Citizen", "citizens.NeedToKnow", "citizens.Relation", "groups.Seat", "groups.Attendance"}


def visible(viewer: Viewer, world: World) -> dict[str, int]:
    """How many rows about the foreign citizen the viewer gets, by model; those with none are left out."""
    with acting_as(viewer, on=ON):
        found = {model._meta.label: count(model, world.foreign.citizen.pk) for model, _wall in citizen_tables()}
    return {label: number for label, number in found.items() if number}


def in_the_database(world: World, as_owner: AsOwner) -> dict[str, int]:
    with as_owner():
        return {model._meta.label: count(model, world.foreign.citizen.pk) for model, _wall in citizen_tables()}


def test_every_table_has_a_row_that_could_leak(world: World, as_owner: AsOwner) -> None:
    assert [label for label, number in in_the_database(world, as_owner).items() if not number] == []


def test_the_citizen_reaches_all_of_her_own(world: World, as_owner: AsOwner) -> None:
    held = in_the_database(world, as_owner)
    held.pop("intake.Draft")  # hers by its cookie, not by her log-in
    assert visible(view(world.foreign.user), world) == held


def test_her_own_municipality_reaches_all_of_hers(world: World, as_owner: AsOwner) -> None:
    held = in_the_database(world, as_owner)
    held.pop("intake.Draft")
    for label in HERS_ALONE:
        assert held.pop(label)
    assert visible(view(world.struer), world) == held


@pytest.mark.parametrize("who", ["lemvig", "neighbour", "nobody", "unknown_system", "forged"])
def test_everybody_else_reaches_nothing(world: World, who: str) -> None:
    viewers = {
        "lemvig": view(world.lemvig),
        "neighbour": view(world.neighbour.user),
        "nobody": ANONYMOUS,
        "unknown_system": system("reporting"),
        "forged": Viewer(name=f"user:{world.foreign.user.pk} OR 1=1", user_id=world.foreign.user.pk),
    }
    assert visible(viewers[who], world) == {}


def test_without_a_viewer_there_are_no_rows_at_all(world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in ("viewer", "orgs", "draft", "on"):
            cursor.execute("SELECT set_config(%s, '', true)", [f"app.{name}"])
        assert {model._meta.label: model._default_manager.count() for model, _ in citizen_tables()} == {
            model._meta.label: 0 for model, _ in citizen_tables()
        }


def test_a_former_relation_opens_nothing(world: World, as_owner: AsOwner) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE citizens_relation SET during = daterange(lower(during), %s)", [ON])
    assert visible(view(world.struer), world) == {}
    assert visible(view(world.leader), world) == {"citizens.Relation": 1}  # that there was one, and until when


def test_the_leader_of_a_shared_group_sees_the_roster_and_nothing_else(world: World) -> None:
    assert set(visible(view(world.leader), world)) == LEADER_SEES


def test_the_leader_sees_no_relation_but_their_own(world: World) -> None:
    with acting_as(view(world.leader), on=ON):
        relation_model = next(model for model, _ in citizen_tables() if model._meta.label == "citizens.Relation")
        assert set(relation_model._default_manager.values_list("staff_id", flat=True)) == {world.leader.pk}


def test_foreign_rows_are_neither_changed_nor_removed_nor_added(world: World, as_owner: AsOwner) -> None:
    for model, wall in citizen_tables():
        with as_owner():
            row = model._default_manager.filter(rows_about(model, world.foreign.citizen.pk)).first()
        assert row is not None, model._meta.label
        for viewer in (view(world.lemvig), view(world.neighbour.user)):
            with acting_as(viewer, on=ON):
                _cannot_change(row, append_only=wall.append_only)
                if wall.add != "true":
                    _refused(_copy(row).save, force_insert=True)


def test_the_leader_of_a_shared_group_writes_attendance_alone(world: World, as_owner: AsOwner) -> None:
    for model, wall in citizen_tables():
        if model is Attendance or wall.add == "true":
            continue
        with as_owner():
            row = model._default_manager.filter(rows_about(model, world.foreign.citizen.pk)).first()
        assert row is not None, model._meta.label
        with acting_as(view(world.leader), on=ON):
            _cannot_change(row, append_only=wall.append_only)
            _refused(_copy(row).save, force_insert=True)


def _cannot_change(row: models.Model, *, append_only: bool) -> None:
    """Neither UPDATE nor DELETE reaches the row: refused where nobody may, else nothing is found."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    field = next(f for f in row._meta.concrete_fields if not f.primary_key and f.attname not in ("id", "citizen_id"))
    unchanged = {field.attname: getattr(row, field.attname)}
    if append_only:
        _refused(rows.update, **unchanged)
        _refused(rows._raw_delete, "default")
    else:
        assert rows.update(**unchanged) == 0, row._meta.label
        assert rows._raw_delete("default") == 0, row._meta.label


def _refused(act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(ProgrammingError, match=r"row-level security|permission denied"), transaction.atomic():
        act(*args, **kwargs)


def _copy(row: models.Model) -> models.Model:
    """The same facts with a key of their own: what somebody would add in the citizen's name."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    key = row._meta.pk
    values[key.attname] = uuid.uuid4() if isinstance(key, models.UUIDField) else None
    if isinstance(row, Citizen):
        values["user_id"] = None
    return type(row)(**{name: value for name, value in values.items() if value is not None or name != key.attname})


@pytest.mark.parametrize("model", [AuditEntry, AccessLine], ids=lambda model: model.__name__)
def test_logs_are_only_added_to_even_by_whom_they_are_about(world: World, model: type[models.Model]) -> None:
    mine = rows_about(model, world.foreign.citizen.pk)
    with acting_as(view(world.foreign.user), on=ON):
        assert model._default_manager.filter(mine).exists()
        _refused(model._default_manager.filter(mine).update, at=AT)
        _refused(model._default_manager.filter(mine)._raw_delete, "default")


def test_the_ledger_is_only_added_to(world: World) -> None:
    struer = Organisation.objects.get(code="struer")
    with acting_as(view(world.struer), on=ON):
        LedgerEntry.objects.create(
            organisation=struer, at=AT, minutes=60, what="led", source_kind="test", source_id="1"
        )
        _refused(LedgerEntry.objects.update, minutes=0)
        _refused(LedgerEntry.objects.all()._raw_delete, "default")


def test_a_log_line_can_be_written_by_who_may_not_read_it(world: World) -> None:
    with acting_as(view(world.lemvig), on=ON):
        AccessLine.objects.bulk_create(
            [AccessLine(at=NOW, viewer="user:0", subject_id=world.foreign.citizen.pk, what="test", path="/")]
        )
        assert count(AccessLine, world.foreign.citizen.pk) == 0


def test_a_partition_asked_directly_shows_nothing_even_of_ones_own(world: World) -> None:
    with acting_as(view(world.foreign.user), on=ON), connection.cursor() as cursor:
        assert count(AccessLine, world.foreign.citizen.pk) > 0
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'core_accessline'::regclass")
        for (partition,) in cursor.fetchall():
            _refused_or_empty(partition)


def _refused_or_empty(partition: str) -> None:
    """A partition made by the owner after the grants has none; the others have no policy."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [partition])
        if cursor.fetchone() == (True,):
            cursor.execute(f"SELECT count(*) FROM {partition}")
            assert cursor.fetchone() == (0,)


def test_a_conversation_is_read_by_its_own_key_alone(world: World, as_owner: AsOwner) -> None:
    with as_owner():
        draft = Draft.objects.get(rows_about(Draft, world.foreign.citizen.pk))
    holder = ANONYMOUS.with_draft(draft.key_hash)
    with acting_as(holder, on=ON):
        assert list(Draft.objects.all()) == [draft]
        assert Draft.objects.update(language="en") == 1
    for other in (
        ANONYMOUS,
        ANONYMOUS.with_draft("0" * 64),
        view(world.foreign.user),
        view(world.struer),
        system("pooling"),
    ):
        with acting_as(other, on=ON):
            assert Draft.objects.count() == 0
            assert Draft.objects.update(language="da") == 0
            assert Draft.objects.all()._raw_delete("default") == 0


def test_an_empty_key_opens_no_conversation(world: World, as_owner: AsOwner) -> None:
    with as_owner():
        Draft.objects.filter(rows_about(Draft, world.foreign.citizen.pk)).update(key_hash="")
    with acting_as(ANONYMOUS, on=ON):
        assert Draft.objects.count() == 0
