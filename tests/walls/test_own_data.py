"""The citizen's own file has each of their rows and nobody else's, and every table of the registry has its words."""

import io
import json
from typing import Any

import pytest

from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.own_data import parts
from sundhedscenter.journey.own_data.export import SCHEMA, VERSION, fields_of, write_json
from sundhedscenter.journey.own_data.holdings import holdings
from sundhedscenter.partnership.models import User
from tests.people import AT, AsOwner
from tests.walls.conftest import NOW, SECRETS, World, view
from tests.walls.rows import citizen_tables, rows_about

ON = NOW.date()


def file_of(viewer: Viewer, world: World, *, language: str = "da") -> tuple[dict[str, Any], str]:
    stream = io.BytesIO()
    with acting_as(viewer, on=ON):
        write_json(stream, viewer=viewer, citizen=world.foreign.citizen, at=NOW, language=language)
    text = stream.getvalue().decode()
    return json.loads(text), text


def her_viewer(world: World, as_owner: AsOwner) -> Viewer:
    """Herself, in the browser in which she had the conversation."""
    with as_owner():
        key = Draft.objects.get(answers__goal="fodre ænderne").key_hash
    return view(world.foreign.user).with_draft(key)


def tables_of(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {table["table"]: table for part in found["parts"] for table in part["tables"]}


def test_every_citizen_table_stands_in_exactly_one_part() -> None:
    described = [table.table for part in parts.data_parts().parts for table in part.tables]
    held = [model._meta.label for model, _wall in citizen_tables()]
    assert sorted(described) == sorted(held), "say in content/data_parts.yaml what a new table holds, and what is kept"


def test_the_words_point_at_what_is_there() -> None:
    content = parts.data_parts()
    codes, reasons = {part.code for part in content.parts}, {reason.code for reason in content.reasons}
    for part in content.parts:
        assert set(part.also) <= codes
        assert part.kept in reasons or (part.kept == "" and part.can_erase), part.code
        assert part.can_erase == any(table.erase for table in part.tables), part.code
        for table in part.tables:
            names = {field.name for field in table.model._meta.concrete_fields}
            assert set(table.erase) <= names | {parts.WHOLE_ROW}
            assert not table.since or table.since in names


def test_each_row_of_hers_is_in_the_file(world: World, as_owner: AsOwner) -> None:
    found, text = file_of(her_viewer(world, as_owner), world)
    assert (found["schema"], found["version"]) == (SCHEMA, VERSION)
    assert found["made_at"] == {"utc": "2026-03-22T09:00:00Z", "local": "2026-03-22T10:00:00+01:00"}
    written = tables_of(found)
    with as_owner():
        held = {
            model._meta.label: model._default_manager.filter(rows_about(model, world.foreign.citizen.pk)).count()
            for model, _wall in citizen_tables()
        }
    assert {label: len(table["rows"]) for label, table in written.items()} == held
    assert all(held.values())
    for label, table in written.items():
        model = next(model for model, _wall in citizen_tables() if model._meta.label == label)
        assert [set(row) for row in table["rows"]] == [{field.name for field in fields_of(model)}] * held[label]
    for secret in SECRETS:
        assert secret in text


def test_no_other_persons_name_number_or_words_are_in_it(world: World, as_owner: AsOwner) -> None:
    """The two sit in one group. An act about the one by the other says that somebody did it, not who."""
    with as_owner():
        AuditEntry.objects.create(
            at=AT,
            actor=f"user:{world.foreign.user.pk}",
            verb="seat_taken",
            target_kind="groups.seat",
            target_id="1",
            subject_id=world.neighbour.citizen.pk,
        )
    mine, stream = view(world.neighbour.user), io.BytesIO()
    with acting_as(mine, on=ON):
        write_json(stream, viewer=mine, citizen=world.neighbour.citizen, at=NOW, language="da")
    text = stream.getvalue().decode()
    with as_owner():
        others = list(User.objects.filter(citizen__isnull=False).exclude(pk=world.neighbour.user.pk))
        numbers = {str(value) for user in others for value in (user.citizen.pk, user.username)}
    assert [found for found in (*numbers, *SECRETS) if found in text] == []
    assert [user.pk for user in others if f"user:{user.pk}" in text] == []
    assert '"actor": {"kind": "other"}' in text
    assert '"kind": "staff", "name": "Skives holdleder", "organisation": "Skive Kommune"' in text
    assert "plukke æbler" in text


def test_another_citizens_file_has_nothing_of_hers(world: World) -> None:
    stream = io.BytesIO()
    viewer = view(world.neighbour.user)
    with acting_as(viewer, on=ON):
        write_json(stream, viewer=viewer, citizen=world.foreign.citizen, at=NOW, language="da")
    found = json.loads(stream.getvalue())
    assert {label for label, table in tables_of(found).items() if table["rows"]} == set()


def test_the_cpr_number_is_in_no_form_in_it(world: World, as_owner: AsOwner) -> None:
    found, text = file_of(her_viewer(world, as_owner), world)
    assert tables_of(found)["citizens.NationalIdentifier"]["rows"] == [{"id": pytest.approx(1, abs=10**9)}]
    for secret in ("cccc", "bbbb", "nnnn", "ciphertext", "blind_index"):
        assert secret not in text
    assert "key_hash" not in text


def test_what_a_message_said_can_be_read(world: World, as_owner: AsOwner) -> None:
    found, _text = file_of(her_viewer(world, as_owner), world)
    messages = tables_of(found)["core.OutboxMessage"]["rows"]
    assert {message["channel"] for message in messages} == {"email", "sms"}


def test_holdings_say_how_much_there_is_of_each_part(world: World, as_owner: AsOwner) -> None:
    viewer = her_viewer(world, as_owner)
    with acting_as(viewer, on=ON):
        found = holdings(viewer=viewer, citizen=world.foreign.citizen, at=NOW)
    with as_owner():
        for held in found.parts:
            rows = [
                table.model._default_manager.filter(rows_about(table.model, world.foreign.citizen.pk)).count()
                for table in held.part.tables
            ]
            assert held.rows == sum(rows), held.part.code
    goal = next(held for held in found.parts if held.part.code == "goal")
    assert goal.since == AT.date()


def test_the_municipality_sees_all_and_the_leaders_place_the_roster(world: World, as_owner: AsOwner) -> None:
    viewer = view(world.foreign.user)
    with acting_as(viewer, on=ON):
        found = holdings(viewer=viewer, citizen=world.foreign.citizen, at=NOW)
    own, leads = found.holders
    assert (own.organisation.code, own.sees_all, own.roles) == (
        "struer",
        True,
        ["controller", "authority", "operator", "payer"],
    )
    assert [why.basis for why in own.whys] == ["pathways.pathway"]
    assert {held.part.code for held in found.parts} - {held.part.code for held in own.held} == {"ideas"}
    assert (leads.organisation.code, leads.sees_all, leads.roles) == ("skive", False, [])
    assert [(why.basis, why.person) for why in leads.whys] == [("groups.seat", "Skives holdleder")]
    assert {held.part.code for held in leads.held} == {"name", "need_to_know", "groups"}
