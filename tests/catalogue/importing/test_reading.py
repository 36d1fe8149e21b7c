"""What each kind of file becomes: the same offers, whichever way they are written."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.catalogue.importing.house import House
from sundhedscenter.catalogue.importing.plain_text import plain
from tests.catalogue.importing.helpers import AREAS, FILES, documents, one, place, read, service, write_json

EXPECTED = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))


def said(path: Path) -> list[dict[str, Any]]:
    reading = read(path)
    assert reading.telling.mistakes == []
    return [document.model_dump(mode="json") for document in documents(reading)]


def test_page_of_an_api() -> None:
    assert said(FILES / "services.json") == EXPECTED
    assert [gone.number for gone in read(FILES / "services.json").gone] == ["0d1f5c2e-9a3b-4c55-8a2e-0a4a1de0a003"]


def test_folder_of_tables_says_the_same() -> None:
    assert said(FILES / "package") == EXPECTED


def test_zip_of_tables_says_the_same(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "tilbud.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((FILES / "package").iterdir()):
            archive.write(file, f"datapackage/{file.name}")
        archive.writestr("datapackage/datapackage.json", "{}")
    assert said(tmp_path / "tilbud.zip") == EXPECTED


def test_one_table_with_semicolons_and_commas_in_numbers_says_the_same() -> None:
    assert said(FILES / "one_table.csv") == EXPECTED[:1]


@pytest.mark.parametrize("ways", ["list", "single"])
def test_list_and_single_service(tmp_path: Path, ways: str) -> None:
    file = tmp_path / "tilbud.json"
    file.write_text(json.dumps([service()] if ways == "list" else service()))
    assert [document.code for document in documents(read(file))] == ["gaahold-a1"]


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    file = tmp_path / "tilbud.csv"
    file.write_bytes(
        "id;name;description;organization_name\n1;Gåhold;Vi går på ø\nen\n".replace("\nen", ";Lauget").encode("cp1252")
    )
    reading = read(file)
    assert documents(reading)[0].name.da == "Gåhold"
    (note,) = reading.telling.notes
    assert (note.where.line, note.where.column) == (2, 4)
    assert "Windows-1252" in note.what and "UTF-8" in note.what


def test_utf8_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "tilbud.csv"
    file.write_bytes("id,name,description,organization_name\r\n1,Gåhold,Vi går,Lauget\r\n".encode("utf-8-sig"))
    reading = read(file)
    assert (reading.telling.notes, documents(reading)[0].name.da) == ([], "Gåhold")


def test_unknown_columns_and_fields_are_told_once(tmp_path: Path) -> None:
    file = tmp_path / "tilbud.csv"
    file.write_text(
        "id,name,description,organization_name,farve\n1,A hold,Vi går,Lauget,rød\n2,B hold,Vi går,Lauget,blå\n"
    )
    assert [note.where.field for note in read(file).telling.notes] == ["farve"]
    reading = read(write_json(tmp_path, service("1", farve="rød"), service("2", farve="blå")))
    assert [note.where.field for note in reading.telling.notes] == ["$[0].farve"]


def test_formulas_stay_text_and_html_becomes_text(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        name='=HYPERLINK("http://x";"klik")',
        description="<script>alert(1)</script><h2>Gåhold</h2><ul><li>Sko</li><li>Vand</li></ul><img src=x onerror=alert(1)>",
    )
    assert found.name.da == '=HYPERLINK("http://x";"klik")'
    assert (found.summary.da, found.happens.da) == ("Gåhold", "Sko\n\nVand")


def test_signs_that_nobody_sees_are_taken_away() -> None:
    assert plain("Gå\u202ehold\x07\u200b  nu\r\n\r\n\r\n\r\n kl. 9 \x00") == "Gåhold nu\n\nkl. 9"


def test_price_in_another_currency_or_of_last_year_is_not_free(tmp_path: Path) -> None:
    options = [
        {"id": "1", "amount": 35, "currency": "gbp"},
        {"id": "2", "amount": 50, "currency": "DKK", "valid_to": "2025-12-31"},
    ]
    found = one(tmp_path, cost_options=options, fees_description="Spørg os om prisen.")
    assert (found.variants[0].cost_dkk, found.happens.da) == (0, "Pris: Spørg os om prisen.")


def test_dearest_price_is_everybodys_but_of_a_form_with_its_own(tmp_path: Path) -> None:
    terms = [
        {"id": form, "taxonomy_term": {"id": form, "code": form, "taxonomy": "form", "name": "", "description": ""}}
        for form in ("group_site", "phone")
    ]
    options = [{"id": str(amount), "amount": amount} for amount in (40, 60)]
    found = one(tmp_path, attributes=terms, cost_options=[*options, {"id": "p", "option": "phone", "amount": 10}])
    assert {variant.form: variant.cost_dkk for variant in found.variants} == {"group_site": 60, "phone": 10}


def test_place_without_a_point_takes_that_of_the_postal_code(tmp_path: Path) -> None:
    reading = read(write_json(tmp_path, service(**place())))
    (found,) = reading.found[0].places
    assert (found.lat, found.lon, found.approximate, found.municipality_code) == (56.49, 8.59, True, "0671")
    assert not found.step_free


@pytest.mark.parametrize(
    ("words", "is_free"),
    [
        ("Trinfri adgang.", True),
        ("Adgang for kørestol", True),
        ("Der er ikke niveaufri adgang", False),
        ("Elevator", False),
    ],
)
def test_only_what_says_so_is_step_free(tmp_path: Path, words: str, is_free: bool) -> None:
    reading = read(write_json(tmp_path, service(**place(accessibility=[{"id": "1", "description": words}]))))
    assert reading.found[0].places[0].step_free is is_free


def test_place_abroad_is_left_out_and_told(tmp_path: Path) -> None:
    abroad = [{"address_1": "Main Street", "postal_code": "ABC 1234", "country": "US"}]
    reading = read(write_json(tmp_path, service(**place(addresses=abroad, latitude=100, longitude=101))))
    assert (reading.found[0].places, reading.telling.mistakes) == ((), [])
    assert "'US'" in reading.telling.notes[0].what


def test_same_name_gets_a_code_of_its_own(tmp_path: Path) -> None:
    reading = read(write_json(tmp_path, service("1", name="Gåhold"), service("2", name="Gåhold!")))
    assert [document.code for document in documents(reading)] == ["gaahold", "gaahold-2"]


def test_rows_that_belong_to_nothing_are_told(tmp_path: Path) -> None:
    for file in (FILES / "package").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "phones.csv").open("a") as phones:
        phones.write("2,nobody,97 84 11 11,voice\n")
    notes = [note for note in read(tmp_path).telling.notes if note.where.file == "phones.csv"]
    assert [(note.where.line, note.where.field) for note in notes] == [(3, "service_id")]


NAMES = [
    ("Struer Kommune", "municipality"),
    ("Region Midtjylland", "region"),
    ("Regionshospitalet Gødstrup", "hospital"),
    ("Lemvig Sundhedshus", "health_centre"),
    ("Vandrelauget", "association"),
]


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_kind_of_a_new_organisation_follows_from_its_name(tmp_path: Path, name: str, kind: str) -> None:
    reading = read(write_json(tmp_path, service(organization={"id": "o", "name": name})))
    house = House(dict(AREAS))
    code = house.organisation(reading.found[0].organisation)
    assert house.new_organisations[code].kind == kind


@pytest.mark.reference
@pytest.mark.parametrize(
    "example", ["open-referral-hsds/examples/service_full.json", "open-referral-hsds/examples/csv",
                "open-referral-uk/examples/service_full.json"]
)  # fmt: skip
def test_published_examples_are_right(reference: Path, example: str) -> None:
    reading = read(reference / "standards" / example)
    assert reading.telling.mistakes == []
    (found,) = documents(reading)
    assert found.name.da == "Community Counselling"
    assert (found.min_age, found.max_age, found.places) == (12, 100, [])


TEXT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "name", "description", "status", "organization", "phones", "schedules", "cost_options", "attributes",
          "service_at_locations", "minimum_age", "url", "email", "assured_date", "languages"]  # fmt: skip


@given(changes=st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=5))
def test_any_service_is_right_or_told_with_a_line(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, Any]
) -> None:
    file = write_json(tmp_path_factory.mktemp("any"), service() | changes)
    reading = read(file)
    right = documents(reading)
    assert len(right) + len(reading.gone) + reading.wrong == 1 or reading.telling.mistakes
    assert bool(reading.telling.mistakes) == (not right and not reading.gone)
    assert all(row.where.line >= 1 and row.where.column >= 1 and row.mend for row in reading.telling.mistakes)
