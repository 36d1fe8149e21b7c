"""Every kind of mistake is told with file, line, column, value and mend, and all of them at once."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sundhedscenter.catalogue.importing import opening, reading
from tests.catalogue.importing.helpers import place, read, service, told, write_json, write_tables

HEAD = "id,name,description,organization_name,minimum_age,postal_code,location_name,byday,opens_at,closes_at,amount"


def terms(taxonomy: str, code: str, value: str = "") -> list[dict[str, Any]]:
    return [{"id": "1", "value": value, "taxonomy_term": {"id": "1", "code": code, "taxonomy": taxonomy}}]


def times(**said: str) -> list[dict[str, str]]:
    return [{"id": "1", "freq": "WEEKLY", "byday": "MO", "opens_at": "10:00"} | said]


WRONG: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "no id": ({"id": None}, "$[0].id", "", "Write at least 1 sign."),
    "no name": ({"name": " "}, "$[0].name", "", "Write at least 2 signs."),
    "long name": ({"name": "x" * 121}, "$[0].name", "x" * 80 + "…", "Make it shorter."),
    "name is a list": ({"name": ["a"]}, "$[0].name", "['a']", "Write it between quotation marks."),
    "half a sign": ({"name": "Hold \ud83d"}, "$[0].name", "Hold ?", "Write the text again."),
    "no description": ({"description": None}, "$[0].description", "", "Write at least 2 signs."),
    "status": ({"status": "open"}, "$[0].status", "open", "Use one of: active, inactive, defunct"),
    "no organisation": ({"organization": None}, "$[0].organization", "", "at least its name"),
    "no name of it": ({"organization": {"id": "1"}}, "$[0].organization.name", "", "Write at least 2 signs."),
    "age in words": ({"minimum_age": "atten"}, "$[0].minimum_age", "atten", "Write a whole number from 0 to 120"),
    "half an age": ({"minimum_age": 17.5}, "$[0].minimum_age", "17.5", "Write a whole number from 0 to 120"),
    "too old": ({"maximum_age": 999}, "$[0].maximum_age", "999", "or leave it empty"),
    "ages": ({"minimum_age": 60, "maximum_age": 18}, "$[0].minimum_age", "60", "Change the two round"),
    "day": ({"assured_date": "31-02-2026"}, "$[0].assured_date", "31-02-2026", "Write it as 2026-03-01."),
    "future": ({"assured_date": "2027-01-01"}, "$[0].assured_date", "2027-01-01", "Write the day on which"),
    "email": ({"email": "info(a)example.dk"}, "$[0].email", "info(a)example.dk", "name@example.dk"),
    "url": ({"url": "javascript:alert(1)"}, "$[0].url", "javascript:alert(1)", "https://example.dk"),
    "phone": ({"phones": [{"number": "ring til Bo"}]}, "$[0].phones[0].number", "ring til Bo", "97 84 00 00"),
    "language": ({"languages": [{"code": "dansk?"}]}, "$[0].languages[0].code", "dansk?", "da, en or ar"),
    "price": ({"cost_options": [{"amount": "gratis"}]}, "$[0].cost_options[0].amount", "gratis", "49,50"),
    "paid to come": ({"cost_options": [{"amount": -5}]}, "$[0].cost_options[0].amount", "-5", "kroner from 0"),
    "weekday": ({"schedules": times(byday="MANDAG")}, "$[0].schedules[0].byday", "MANDAG", "MO, TU"),
    "hour": ({"schedules": times(opens_at="25:00")}, "$[0].schedules[0].opens_at", "25:00", "17:00"),
    "closes first": ({"schedules": times(closes_at="9")}, "$[0].schedules[0].closes_at", "9", "later hour"),
    "freq": ({"schedules": times(freq="DAILY")}, "$[0].schedules[0].freq", "DAILY", "weekly, monthly"),
    "topic": ({"attributes": terms("topic", "lunger")}, "$[0].attributes[0].taxonomy_term.code", "lunger", "kol, type2"),
    "minutes": ({"attributes": terms("form", "phone", "999")}, "$[0].attributes[0].value", "999", "1 to 300"),
    "municipality": (
        {"attributes": terms("municipality", "9999")}, "$[0].attributes[0].taxonomy_term.code", "9999", "0671",
    ),
    "term of nobody": (
        {"attributes": [{"taxonomy_term_id": "77"}]}, "$[0].attributes[0].taxonomy_term", "77", "taxonomy_terms.csv",
    ),
    "place of nobody": (
        {"service_at_locations": [{"location_id": "77"}]}, "$[0].service_at_locations[0].location", "77", "locations.csv",
    ),
    "postal code": (
        place(addresses=[{"address_1": "Havnevej 1", "postal_code": "76000"}]),
        "$[0].service_at_locations[0].location.addresses[0].postal_code", "76000", "four digits",
    ),
    "abroad by mistake": (
        place(latitude=8.58, longitude=56.49), "$[0].service_at_locations[0].location.latitude", "8.58", "latitude first",
    ),
    "phones is no list": ({"phones": "97840000"}, "$[0].phones", "97840000", "Compare with the HSDS schema."),
    "cvr": (
        {"organization": {"name": "Lauget", "organization_identifiers": [{"identifier_scheme": "CVR", "identifier": "12"}]}},
        "$[0].organization.organization_identifiers[0].identifier", "12", "8 digits",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_mistake_in_json_names_path_line_value_and_mend(tmp_path: Path, kind: str) -> None:
    changes, path, value, mend = WRONG[kind]
    file = write_json(tmp_path, service() | changes)
    if changes.get("id", "") is None:
        file.write_text(json.dumps([{key: said for key, said in service().items() if key != "id"}], indent=1))
    found = read(file)
    (mistake,) = found.telling.mistakes
    assert (mistake.where.file, mistake.where.field, mistake.value) == ("tilbud.json", path, value)
    assert mend in mistake.mend
    assert (found.found, found.wrong) == ([], 1)
    line = file.read_text().splitlines()[mistake.where.line - 1]
    field = re.split(r"[.\]]", path)[-1] or path
    assert f'"{field}"' in line or line.rstrip().endswith("{")
    assert line[mistake.where.column - 1 :].strip()


def test_mistake_in_a_table_names_the_real_line_and_column(tmp_path: Path) -> None:
    table = (
        f"{HEAD}\r\n"
        '1,Gåhold,"Vi går.\r\n\r\nOg snakker.",Lauget,atten,7600,Havnen,MO,10,11,0\r\n'
        "\r\n"
        '2,Kor,"Vi\nsynger",Lauget,18,76,"Kirken\nved åen",XX,10,11,ti\r\n'
    )
    (tmp_path / "tilbud.csv").write_text(table, encoding="utf-8", newline="")
    assert told(read(tmp_path / "tilbud.csv")) == [
        (4, 5, "minimum_age", "atten"),
        (7, 6, "postal_code", "76"),
        (8, 8, "byday", "XX"),
        (8, 11, "amount", "ti"),
    ]


def test_row_of_the_wrong_width_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "tilbud.csv").write_text(
        "id,name,description,organization_name\n1,A hold\n2,B hold,Vi går,Lauget,,\n3,C,D,E,F\n"
    )
    found = read(tmp_path / "tilbud.csv")
    assert told(found) == [(2, 3, "", "2"), (4, 5, "", "5")]
    assert ([row.number for row in found.found], found.wrong, found.complete) == (["2"], 2, False)


BROKEN_TABLES = {
    "id,name\n1,\"Gå\nhold\n": (2, 1, "quotation mark"),
    "": (1, 1, "names of the columns"),
    "id,name,name\n1,a,b\n": (1, 3, "one name of its own"),
    "id,,name\n1,a,b\n": (1, 2, "one name of its own"),
    "name,status\nx,active\n": (1, 1, "which offer is which"),
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN_TABLES)
def test_table_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "tilbud.csv").write_text(text)
    line, column, said = BROKEN_TABLES[text]
    (mistake,) = read(tmp_path / "tilbud.csv").telling.mistakes
    assert (mistake.where.line, mistake.where.column) == (line, column)
    assert said in f"{mistake.what} {mistake.mend}"


BROKEN_JSON = {
    '[\n {"id": "1",\n  "name" "x"}\n]': (3, 10),
    '[\n {"id": "1"}\n': (3, 1),
    '[{"id": NaN}]': (1, 2),
    '{"id": "1"} x': (1, 13),
    '[{"id": "1"} {"id": "2"}]': (1, 14),
    "[" * 100_000: (1, 2),
    '[{"minimum_age": ' + "9" * 5000 + "}]": (1, 2),
}


@pytest.mark.parametrize("text", BROKEN_JSON, ids=range(len(BROKEN_JSON)))
def test_json_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "tilbud.json").write_text(text)
    found = read(tmp_path / "tilbud.json")
    mistake = found.telling.mistakes[-1]
    assert (mistake.where.line, mistake.where.column) == BROKEN_JSON[text]
    assert "JSON" in mistake.what and mistake.mend and not found.complete


def test_what_is_no_service_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    found = read(write_json(tmp_path, "hej", service(), 7))
    assert [field for _, _, field, _ in told(found)] == ["$[0]", "$[2]"]
    assert ([row.number for row in found.found], found.wrong) == (["a1"], 2)


def test_id_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    found = read(write_json(tmp_path, service("1"), service("1")))
    (mistake,) = found.telling.mistakes
    assert (mistake.where.line, mistake.value) == (14, "1")
    assert "line 3" in mistake.mend


def test_mistakes_of_a_package_name_their_own_table(tmp_path: Path) -> None:
    tables = {
        "services": "id,organization_id,name,description,status\n1,o9,Gåhold,Vi går,active\n2,o1,Kor,Vi synger,active\n",
        "organizations": "id,name,description\no1,Lauget,Forening\n",
        "phones": "id,service_id,number\n1,2,nul\n",
        "schedules": "id,service_id,freq,byday,opens_at\n1,2,WEEKLY,MO,kl. 9\n",
    }
    mistakes = read(write_tables(tmp_path, tables)).telling.mistakes
    assert sorted((row.where.file, row.where.line, row.where.column, row.value) for row in mistakes) == [
        ("phones.csv", 2, 3, "nul"), ("schedules.csv", 2, 5, "kl. 9"), ("services.csv", 2, 2, "o9"),
    ]  # fmt: skip


def test_too_many_offers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_OFFERS", 2)
    found = read(write_json(tmp_path, *(service(str(number)) for number in range(3))))
    assert "more than 2 offers" in found.telling.mistakes[-1].what
    assert not found.complete


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_FILE", 100)
    (mistake,) = read(write_json(tmp_path, service(), service("2"))).telling.mistakes
    assert "the most is" in mistake.what and "Split it" in mistake.mend
