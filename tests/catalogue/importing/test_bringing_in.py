"""From a file into the catalogue: all or nothing, once, and through the hands of an editor elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue import publishing
from sundhedscenter.catalogue.importing import writing
from sundhedscenter.catalogue.importing.planning import Kind
from sundhedscenter.catalogue.importing.reading import read_offers
from sundhedscenter.catalogue.models import Offer, OfferDecision, OfferVersion, Place
from sundhedscenter.catalogue.queries import shown_offers
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import Organisation, User
from tests.catalogue.importing.helpers import AREAS, FILES, TODAY, place, service, write_json
from tests.catalogue.offers import also_at, document, editor
from tests.people import AT, AsOwner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
Bring = Callable[..., writing.Outcome]


def bring(path: Path, *, source: str = "laug", editor: writing.Editor | None = None, **said: Any) -> writing.Outcome:
    reading = read_offers(path, areas=AREAS, today=TODAY)
    with acting_as(system("import")) as viewer:
        return writing.bring_in(reading, source=source, by=viewer, at=said.pop("at", AT), editor=editor, **said)


def named(user: User, organisation: str = "struer", *, reviews: bool = True) -> writing.Editor:
    return writing.editor_named(username=user.username, organisation=organisation, reviews=reviews, at=AT)


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows that an import could touch."""
    rows = [*apps.get_app_config("catalogue").get_models(include_auto_created=True), Organisation]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in rows}


def stages(code: str) -> list[str]:
    return [
        publishing.stage_of(version) for version in OfferVersion.objects.filter(offer__code=code).order_by("number")
    ]


@pytest.fixture
def reader(as_owner: AsOwner) -> writing.Editor:
    """Somebody in Struer who lets through."""
    return named(editor(as_owner, "struer"))


def test_offers_places_and_organisations_come_in(reader: writing.Editor) -> None:
    outcome = bring(FILES / "services.json", editor=reader)
    assert outcome.written
    assert outcome.in_operation == ["gaatur-ved-fjorden"]
    assert (outcome.organisations, outcome.places) == (["vandrelauget-ved-fjorden"], ["kulturoeen-7600"])
    offer = shown_offers().get(code="gaatur-ved-fjorden")
    assert (offer.origin, offer.origin_key) == ("import", "laug:0d1f5c2e-9a3b-4c55-8a2e-0a4a1de0a001")
    assert (offer.name_da, offer.name_en, offer.min_age, offer.cost_dkk) == ("Gåtur ved fjorden", "", 18, 20)
    assert (offer.organisation.kind, offer.organisation.cvr) == ("association", "12345678")
    house = Place.objects.get(code="kulturoeen-7600")
    assert list(offer.places.all()) == [house]
    assert (house.municipality_code, house.step_free, house.approximate) == ("0671", True, False)
    (version,) = offer.versions.all()
    assert (version.written_by, version.note) == (None, "Hentet fra laug")
    assert [(row.stage, row.decided_by) for row in version.decisions.all()] == [
        ("review", reader.user), ("operation", reader.user),
    ]  # fmt: skip


def test_offer_of_the_readers_own_house_waits_for_somebody_else(reader: writing.Editor) -> None:
    outcome = bring(FILES / "services.json", editor=reader)
    assert outcome.waiting == ["rygestop-paa-video"]
    offer = Offer.objects.get(code="rygestop-paa-video")
    assert (offer.organisation.code, offer.stage) == ("struer", Stage.REVIEW)
    assert not shown_offers().filter(code="rygestop-paa-video").exists()


def test_database_refuses_what_the_import_would_not_try(as_owner: AsOwner) -> None:
    """A second house of the reader is their house too."""
    user = editor(as_owner, "struer")
    also_at(as_owner, user, "lemvig")
    reader = named(user)
    bring(FILES / "services.json", editor=named(user, reviews=False))
    version = OfferVersion.objects.get(offer__code="rygestop-paa-video")
    with pytest.raises(DatabaseError, match="offer_reviewed_by_another_organisation"), transaction.atomic():
        publishing.decide(version=version, stage=Stage.OPERATION, by=user, organisation=reader.organisation, at=AT)
    assert reader.worked_until.keys() == {reader.organisation.pk, Organisation.objects.get(code="lemvig").pk}
    assert not reader.may_let_through(version)


def test_reader_has_left_the_house_before_it_was_brought_in(as_owner: AsOwner) -> None:
    user, today = editor(as_owner, "skive"), AT.date()
    also_at(as_owner, user, "struer", during=DateRange(today - timedelta(days=9), today))
    outcome = bring(FILES / "services.json", editor=named(user, "skive"))
    assert "rygestop-paa-video" in outcome.in_operation


def test_reader_who_left_since_lets_nothing_of_the_house_through(as_owner: AsOwner) -> None:
    user, today = editor(as_owner, "skive"), AT.date()
    also_at(as_owner, user, "struer", during=DateRange(today, today + timedelta(days=1)))
    bring(FILES / "services.json")
    later = AT + timedelta(days=3)
    reader = writing.editor_named(username=user.username, organisation="skive", reviews=True, at=later)
    outcome = bring(FILES / "services.json", editor=reader, at=later)
    assert "rygestop-paa-video" in outcome.waiting


def test_second_run_writes_nothing(reader: writing.Editor) -> None:
    bring(FILES / "services.json", editor=reader)
    before, entries = everything(), AuditEntry.objects.count()
    again = bring(FILES / "services.json", editor=reader, at=AT + timedelta(days=1))
    assert again.plan.codes(Kind.UNCHANGED) == ["gaatur-ved-fjorden", "rygestop-paa-video"]
    assert (again.in_operation, again.waiting, again.drafts) == ([], [], [])
    assert (everything(), AuditEntry.objects.count()) == (before, entries)


def test_without_an_editor_it_is_a_draft_that_a_later_run_sends_on(tmp_path: Path, as_owner: AsOwner) -> None:
    file = write_json(tmp_path, service())
    assert bring(file).drafts == ["gaahold-a1"]
    assert (stages("gaahold-a1"), Offer.objects.get(code="gaahold-a1").stage) == ([Stage.DRAFT], Stage.DRAFT)
    sender = named(editor(as_owner, "struer"), reviews=False)
    assert bring(file, editor=sender).waiting == ["gaahold-a1"]
    assert bring(file, editor=sender).waiting == []
    assert bring(file, editor=named(editor(as_owner, "lemvig"), "lemvig")).in_operation == ["gaahold-a1"]
    assert stages("gaahold-a1") == [Stage.OPERATION]
    assert OfferVersion.objects.filter(offer__code="gaahold-a1").count() == 1


def test_what_a_reader_sent_back_is_not_sent_on_again(tmp_path: Path, reader: writing.Editor) -> None:
    file = write_json(tmp_path, service())
    sender = writing.Editor(reader.user, reader.organisation, False, reader.worked_until)
    bring(file, editor=sender)
    version = OfferVersion.objects.get(offer__code="gaahold-a1")
    publishing.decide(version=version, stage=Stage.DRAFT, by=reader.user, organisation=reader.organisation, at=AT)
    assert bring(file, editor=sender).waiting == []
    assert stages("gaahold-a1") == [Stage.DRAFT]


def test_new_wording_is_a_new_version_and_leaves_the_old_one_on_show(tmp_path: Path, reader: writing.Editor) -> None:
    bring(write_json(tmp_path, service()), editor=reader)
    outcome = bring(write_json(tmp_path, service(description="Vi går langt.")))
    assert outcome.plan.codes(Kind.CHANGED) == ["gaahold-a1"]
    assert (stages("gaahold-a1"), Offer.objects.get(code="gaahold-a1").summary_da) == (
        [Stage.OPERATION, Stage.DRAFT], "Vi går en tur.",
    )  # fmt: skip
    bring(write_json(tmp_path, service(description="Vi går langt.")), editor=reader)
    assert Offer.objects.get(code="gaahold-a1").summary_da == "Vi går langt."


def test_what_the_workshop_has_changed_stays(tmp_path: Path, as_owner: AsOwner, reader: writing.Editor) -> None:
    bring(write_json(tmp_path, service()), editor=reader)
    offer = Offer.objects.get(code="gaahold-a1")
    author = editor(as_owner, offer.organisation.code)
    own = document(code="gaahold-a1", organisation=offer.organisation.code)
    publishing.add_version(document=own, organisation=offer.organisation, by=author, at=AT)
    outcome = bring(write_json(tmp_path, service(description="Noget helt andet.")), editor=reader)
    assert outcome.plan.codes(Kind.KEPT) == ["gaahold-a1"]
    assert OfferVersion.objects.filter(offer=offer).count() == 2


def test_own_offers_that_come_back_are_left_alone(tmp_path: Path, reader: writing.Editor) -> None:
    own = Offer.objects.get(code="grundhold")
    before = everything()
    outcome = bring(write_json(tmp_path, service(str(own.hsds_id))), editor=reader)
    assert outcome.plan.codes(Kind.OWN) == ["grundhold"]
    assert everything() == before


def test_id_of_another_source_is_wrong(tmp_path: Path, reader: writing.Editor) -> None:
    bring(write_json(tmp_path, service()), editor=reader)
    reading = read_offers(write_json(tmp_path, service()), areas=AREAS, today=TODAY)
    assert writing.compare(reading, source="andet").wrong == 1
    assert "--source laug" in reading.telling.mistakes[0].mend


def test_one_wrong_row_and_nothing_is_written(tmp_path: Path, reader: writing.Editor) -> None:
    file = write_json(tmp_path, service("1", **place()), service("2", minimum_age="atten"))
    before = everything()
    outcome = bring(file, editor=reader)
    assert (outcome.written, outcome.plan.codes(Kind.NEW), everything()) == (False, ["gaahold-1"], before)


def test_skip_wrong_writes_the_right_ones_alone(tmp_path: Path, reader: writing.Editor) -> None:
    other = {"organization": {"id": "o2", "name": "Et andet laug"}}
    file = write_json(tmp_path, service("1"), service("2", minimum_age="atten", **other))
    assert bring(file, editor=reader, skip_wrong=True).in_operation == ["gaahold-1"]
    assert not Organisation.objects.filter(name="Et andet laug").exists()


@pytest.mark.parametrize("skip_wrong", [False, True])
def test_row_that_the_database_refuses_is_told_and_undone_by_itself(
    tmp_path: Path, reader: writing.Editor, as_owner: AsOwner, skip_wrong: bool
) -> None:
    """Two rows of one code and number: the second offer cannot be made."""
    clash = publishing.hsds_id_of("gaahold-2")
    with as_owner():
        Offer.objects.filter(code="grundhold").update(hsds_id=clash)
    reading = read_offers(write_json(tmp_path, service("1"), service("2")), areas=AREAS, today=TODAY)
    with acting_as(system("import")) as viewer:
        outcome = writing.bring_in(reading, source="laug", by=viewer, at=AT, editor=reader, skip_wrong=skip_wrong)
    (mistake,) = reading.telling.mistakes
    assert (mistake.where.field, mistake.value) == ("$[1].id", "gaahold-2")
    assert "hsds_id" in mistake.what
    codes = set(Offer.objects.filter(origin="import").values_list("code", flat=True))
    assert (outcome.written, codes) == (skip_wrong, {"gaahold-1"} if skip_wrong else set())


def test_stopped_in_the_middle_it_leaves_nothing(tmp_path: Path, reader: writing.Editor) -> None:
    file = write_json(tmp_path, *(service(str(number), **place()) for number in range(5)))
    before, entries = everything(), AuditEntry.objects.count()
    steps: list[int] = []

    def stop(count: int) -> None:
        steps.append(count)
        if len(steps) == 4:
            assert Offer.objects.filter(origin="import").count() == 3
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        bring(file, editor=reader, step=stop)
    assert (everything(), AuditEntry.objects.count()) == (before, entries)


def test_what_is_gone_is_told_and_retired_only_when_asked(tmp_path: Path, reader: writing.Editor) -> None:
    bring(write_json(tmp_path, service("1"), service("2"), service("3")), editor=reader)
    bring(write_json(tmp_path, service("1", name="Gåhold nu"), service("2"), service("3")))  # a draft beside it
    now = write_json(tmp_path, service("2"), service("3", status="temporarily closed"))
    assert bring(now, editor=reader).plan.missing == ["gaahold-1", "gaahold-3"]
    assert bring(now, editor=reader, retire_missing=True).retired == ["gaahold-1", "gaahold-3"]
    assert stages("gaahold-1") == [Stage.RETIRED, Stage.RETIRED]
    assert list(shown_offers().filter(origin="import").values_list("code", flat=True)) == ["gaahold-2"]
    assert bring(now, editor=reader, retire_missing=True).retired == []
    back = bring(write_json(tmp_path, service("2"), service("3")), editor=reader)
    assert back.plan.codes(Kind.KEPT) == ["gaahold-3"]


@pytest.mark.parametrize("rows", [[], [service("1"), "not a service"], [service("2", minimum_age="x"), service("1")]])
def test_file_that_is_empty_or_wrong_retires_nothing_it_does_not_name(
    tmp_path: Path, reader: writing.Editor, rows: list[Any]
) -> None:
    bring(write_json(tmp_path, service("1"), service("2")), editor=reader)
    outcome = bring(write_json(tmp_path, *rows), editor=reader, retire_missing=True, skip_wrong=True)
    assert outcome.retired == (["gaahold-2"] if "not a service" in rows else [])


def test_broken_off_file_retires_nothing(tmp_path: Path, reader: writing.Editor) -> None:
    file = write_json(tmp_path, service("1"), service("2"))
    bring(file, editor=reader)
    file.write_text(file.read_text()[:-40])
    assert bring(file, editor=reader, retire_missing=True, skip_wrong=True).retired == []


def test_organisation_is_met_by_sor_then_name_then_its_own_cvr(tmp_path: Path, as_owner: AsOwner) -> None:
    with as_owner():
        Organisation.objects.filter(code="lemvig").update(sor_id="123", cvr="11111111")
        Organisation.objects.filter(code="skive").update(cvr="22222222")
        Organisation.objects.filter(code="holstebro").update(cvr="22222222")
    numbers = [{"identifier_scheme": "SOR", "identifier": "123"}]
    file = write_json(
        tmp_path,
        service("1", organization={"name": "Et nyt navn", "organization_identifiers": numbers}),
        service("2", organization={"name": "  struer   KOMMUNE"}),
        service("3", organization={"name": "Lemvig ældrecenter", "tax_id": "11111111"}),
        service("4", organization={"name": "Fælles hus", "tax_id": "22222222"}),
    )
    assert bring(file).organisations == ["faelles-hus"]
    found = Offer.objects.filter(origin="import").order_by("code").values_list("organisation__code", flat=True)
    assert list(found) == ["lemvig", "struer", "lemvig", "faelles-hus"]


def test_place_is_met_by_name_or_address_and_never_changed(tmp_path: Path) -> None:
    before = Place.objects.values().get(code="lemvig-hus")
    by_name = place(name="lemvig hus", addresses=[{"address_1": "Ny vej 9", "postal_code": "7620"}])
    by_address = place(name="Huset", addresses=[{"address_1": "torvet 1", "postal_code": "7620"}])
    elsewhere = place(name="Lemvig Hus", addresses=[{"address_1": "Torvet 1", "postal_code": "7600"}])
    file = write_json(tmp_path, service("1", **by_name), service("2", **by_address), service("3", **elsewhere))
    assert bring(file).places == ["lemvig-hus-7600"]
    found = [
        list(row.places.values_list("code", flat=True))
        for row in Offer.objects.filter(origin="import").order_by("code")
    ]
    assert found == [["lemvig-hus"], ["lemvig-hus"], ["lemvig-hus-7600"]]
    assert Place.objects.values().get(code="lemvig-hus") == before


def test_audit_has_one_entry_for_the_import_and_one_for_each_row(tmp_path: Path, reader: writing.Editor) -> None:
    bring(write_json(tmp_path, service("1", **place())), editor=reader)
    with acting_as(system("check")):
        rows = AuditEntry.objects.filter(actor="system:import").order_by("target_kind", "verb")
        told = [(row.verb, row.target_kind, row.target_id, row.data["editor"]) for row in rows]
        (import_,) = [row for row in rows if row.verb == "offers_imported"]
    number = reader.user.pk
    assert told == [
        ("offers_imported", "catalogue.import", "laug", number),
        ("imported", "catalogue.offer", "gaahold-1", number),
        ("imported", "catalogue.place", "kulturoeen-7600", number),
        ("imported", "partnership.organisation", "vandrelauget", number),
    ]
    assert (import_.data["new"], import_.data["changed"], import_.subject_id) == (1, 0, None)


def test_editor_must_work_there_as_an_editor_on_the_day(as_owner: AsOwner) -> None:
    editor(as_owner, "struer", name="Kim")
    other = editor(as_owner, "lemvig", role="professional")
    former = editor(as_owner, "lemvig")
    with as_owner():
        former.employments.update(during=DateRange(TODAY - timedelta(days=900), AT.date()))
    for user in (other, former):
        with pytest.raises(writing.NoSuchEditor, match="Editors: .* --for struer"):
            named(user, "lemvig")


def test_retiring_needs_somebody(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name the editor"), transaction.atomic():
        bring(write_json(tmp_path, service()), retire_missing=True)
    assert OfferDecision.objects.count() == 0


def test_comparing_only_reads(tmp_path: Path, django_assert_num_queries: Any) -> None:
    reading = read_offers(write_json(tmp_path, service("1"), service("2")), areas=AREAS, today=TODAY)
    before = everything()
    with django_assert_num_queries(6):
        assert writing.compare(reading, source="laug").codes(Kind.NEW) == ["gaahold-1", "gaahold-2"]
    assert everything() == before
