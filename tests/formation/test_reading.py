"""Files from outside: what is right is read whole, and what is wrong is told in full, with place, value and mend."""

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formation.model import Entry, Group, Solution
from formation.reading import InvalidFile, read_instance, read_solution
from formation.writing import write_instance, write_solution
from tests.formation.tiny_worlds import tiny_world
from tests.formation.worked_example import IN_ROOM, PLAN, world

File = dict[str, Any]
Change = Callable[[File], object]


def facts() -> File:
    """A file that is right."""
    loaded: File = json.loads(write_instance(world()))
    return loaded


def mistakes(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as told:
        read_instance(text)
    return [str(mistake) for mistake in told.value.mistakes]


def put(value: object, *path: str | int) -> Change:
    """Sets one place of the file."""

    def change(file: Any) -> None:
        for step in path[:-1]:
            file = file[step]
        file[path[-1]] = value

    return change


def leave_out(*path: str | int) -> Change:
    def change(file: Any) -> None:
        for step in path[:-1]:
            file = file[step]
        del file[path[-1]]

    return change


WRONG: dict[str, tuple[Change, list[str]]] = {
    "format": (put("pooling-2", "format"), ['format is "pooling-2": give "pooling-1".']),
    "no format": (leave_out("format"), ['format is missing: give "pooling-1".']),
    "no rows": (leave_out("venues"), ["venues is missing: give a list."]),
    "rows": (put({}, "citizens"), ["citizens is an object: give a list."]),
    "row": (put(7, "citizens", 3), ["citizens[3] is 7: give an object with named fields."]),
    "no field": (
        leave_out("citizens", 0, "value"),
        ["citizens[0].value is missing: give a whole number from 0 to 1000000000."],
    ),
    "true is no number": (
        put(True, "citizens", 0, "value"),
        ["citizens[0].value is true: give a whole number from 0 to 1000000000."],
    ),
    "half": (put(1.5, "today_weekday"), ["today_weekday is 1.5: give a whole number from 0 to 6."]),
    "whole as float": (put(1.0, "today_weekday"), ["today_weekday is 1.0: give a whole number from 0 to 6."]),
    "text for number": (put("3", "start_weeks"), ['start_weeks is "3": give a whole number from 1 to 520.']),
    "null": (put(None, "rules", "ledger_penalty_per_minute"), [
        "rules.ledger_penalty_per_minute is null: give a whole number from 0 to 1000000."
    ]),
    "no rules": (leave_out("rules"), ["rules is missing: give an object with named fields."]),
    "weekday": (put(7, "slots", 0, "weekday"), ["slots[0].weekday is 7: give a whole number from 0 to 6."]),
    "time": (put("24:00", "slots", 1, "start"), [
        'slots[1].start is "24:00": give a time of day as "HH:MM", from "00:00" to "23:59".'
    ]),
    "time in short": (put("9:00", "slots", 1, "start"), [
        'slots[1].start is "9:00": give a time of day as "HH:MM", from "00:00" to "23:59".'
    ]),
    "time is no text": (put(900, "slots", 1, "start"), ["slots[1].start is 900: give a text of at most 200 letters."]),
    "huge": (put(10**30, "citizens", 1, "value"), [
        "citizens[1].value is a number of 31 digits: give a whole number from 0 to 1000000000."
    ]),
    "below": (put(-1, "citizens", 1, "wait_value"), [
        "citizens[1].wait_value is -1: give a whole number from 0 to 1000000000."
    ]),
    "flag": (put(1, "citizens", 1, "online"), ["citizens[1].online is 1: give true or false."]),
    "gender": (put("F", "citizens", 1, "gender"), ['citizens[1].gender is "F": give "f" or "m".']),
    "audience": (put(["men"], "citizens", 1, "audiences"), [
        'citizens[1].audiences[0] is "men": give "all" or "women".'
    ]),
    "mode": (put(["online", "hybrid"], "programmes", 0, "modes"), [
        'programmes[0].modes[1] is "hybrid": give "online" or "physical".'
    ]),
    "keep above 1000": (put(1001, "citizens", 1, "keep_permille", 4), [
        "citizens[1].keep_permille[4] is 1001: give a whole number from 0 to 1000."
    ]),
    "keep too short": (put([900] * 5, "citizens", 1, "keep_permille"), [
        "citizens[1].keep_permille is a list of 5: give 6 values, for the days 0 to 5."
    ]),
    "keep too short for a running group": (put(12, "running_groups", 0, "entry_day"), [
        f"citizens[{number}].keep_permille is a list of 10: give 13 values, for the days 0 to 12." for number in range(4)
    ]),
    "fit": (leave_out("citizens", 2, "fit_permille", "online"), [
        "citizens[2].fit_permille.online is missing: give a whole number from 0 to 1000."
    ]),
    "size": (put(5, "programmes", 0, "size_min"), ["programmes[0].size_ideal is 4: give at least size_min, 5."]),
    "size of nobody": (put(0, "programmes", 0, "size_min"), [
        "programmes[0].size_min is 0: give a whole number from 1 to 1000000."
    ]),
    "most": (put(3, "programmes", 0, "size_max"), ["programmes[0].size_max is 3: give at least size_ideal, 4."]),
    "empty pattern": (put([[41], []], "programmes", 0, "patterns"), [
        "programmes[0].patterns[1] is a list of 0: give a list of at least one id, each a whole number."
    ]),
    "slot twice": (put([[41, 41]], "programmes", 0, "patterns"), [
        "programmes[0].patterns[0] is [41, 41]: name each slot once."
    ]),
    "unknown slot": (put([[43]], "programmes", 0, "patterns"), [
        "programmes[0].patterns[0] is 43: name an id that stands in slots."
    ]),
    "unknown slots": (put([41, 50, 49], "citizens", 0, "slots"), [
        "citizens[0].slots is 49, 50: name an id that stands in slots."
    ]),
    "unknown municipality": (put(9, "venues", 0, "municipality"), [
        "venues[0].municipality is 9: name an id that stands in municipalities."
    ]),
    "unknown programme": (put([9], "facilitators", 1, "programmes"), [
        "facilitators[1].programmes is 9: name an id that stands in programmes."
    ]),
    "unknown room": (put([[9, 10]], "citizens", 1, "venues"), [
        "citizens[1].venues is 9: name an id that stands in venues."
    ]),
    "unknown language": (put(["da", "Danish"], "citizens", 1, "languages"), [
        "citizens[1].languages is \"Danish\": name one of the file's languages, or add it there."
    ]),
    "id twice": (put(11, "citizens", 1, "id"), ["citizens[1].id is 11: give an id that no row further up has."]),
    "pair": (put([[3]], "citizens", 1, "venues"), [
        "citizens[1].venues[0] is a list of 1: give [id, number], both whole, the number from 0 to 1000000000."
    ]),
    "pair's number": (put([[41, -1]], "facilitators", 0, "slots"), [
        "facilitators[0].slots[0][1] is -1: give a whole number from 0 to 520."
    ]),
    "id twice in pairs": (put([[41, 0], [41, 1]], "facilitators", 0, "slots"), [
        "facilitators[0].slots[1][0] is 41: name each id once; it stands further up already."
    ]),
    "online in a room": (put(3, "running_groups", 0, "venue"), [
        "running_groups[0].venue is 3: give null, for the group meets online."
    ]),
    "physical nowhere": (put("physical", "running_groups", 0, "mode"), [
        "running_groups[0].venue is null: name the room, for the group is physical."
    ]),
    "half a sign": (put("\ud800", "name"), ['name is "\\ud800": give a text of at most 200 letters.']),
    "long name": (put("x" * 201, "name"), [f'name is "{"x" * 56}...: give a text of at most 200 letters.']),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_told_with_place_value_and_mend(name: str) -> None:
    change, expected = WRONG[name]
    file = facts()
    change(file)
    assert mistakes(json.dumps(file)) == expected


def test_all_mistakes_are_told_at_once() -> None:
    file = facts()
    file["today_weekday"] = 9
    file["citizens"][2]["value"] = "much"
    file["venues"][0]["municipality"] = 8
    assert [mistake.split(" ")[0] for mistake in mistakes(json.dumps(file))] == [
        "today_weekday",
        "citizens[2].value",
        "venues[0].municipality",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "file is not JSON: Expecting value at line 1, column 1; mend it there."),
        ('{"format":\n "pooling-1",}', "file is not JSON: "),
        ("[1, 2]", "file is a list of 2: give an object with named fields."),
        ("[" * 100_000, "file is nested too deeply: give the object of format pooling-1."),
        ('{"format": "pooling-1", "format": "pooling-1"}', "format is named twice: keep one of the two."),
        ('{"format": NaN}', 'format is NaN: give "pooling-1".'),
    ],
)
def test_what_is_no_such_file(text: str, told: str) -> None:
    (only,) = mistakes(text)
    assert only.startswith(told)


def test_a_number_of_a_million_digits_is_told_at_once() -> None:
    began = time.process_time()
    text = write_instance(world()).replace('"today_weekday":5', f'"today_weekday":{"9" * 1_000_000}')
    assert mistakes(text) == ["today_weekday is a number of 1000000 digits: give a whole number from 0 to 6."]
    assert time.process_time() - began < 1


def test_a_field_named_twice_in_a_row() -> None:
    text = write_instance(world()).replace('"weekday":3', '"weekday":3,"weekday":4')
    assert mistakes(text) == ["slots[1].weekday is named twice: keep one of the two."]


def test_fields_that_the_format_does_not_have_and_names_may_come_and_go() -> None:
    file = facts()
    file["seed"] = 3
    file["citizens"][0]["note"] = {"any": ["thing"]}
    del file["name"], file["municipalities"][0]["name"], file["programmes"][0]["name"], file["languages"]
    read = read_instance("\ufeff" + json.dumps(file))
    assert (read.name, read.languages, read.municipalities[0].name, read.programmes[0].name) == ("", (), "", "")
    assert read.citizens == world().citizens


def test_round_trip_of_many_worlds() -> None:
    for instance in [world(), *map(tiny_world, range(200))]:
        text = write_instance(instance)
        assert read_instance(text) == instance
        assert write_instance(read_instance(text)) == text


def test_round_trip_of_a_plan() -> None:
    plan = Solution((*PLAN.groups, IN_ROOM), PLAN.entries)
    assert read_solution(write_solution(plan, name="any"), world()) == plan
    assert write_solution(Solution()) == '{"groups":[],"entries":[]}\n'


def test_a_pattern_is_given_in_its_programmes_order() -> None:
    file = facts()
    file["programmes"][0]["patterns"] = [[42, 41]]
    instance = read_instance(json.dumps(file))
    group = Group(5, "da", "all", "online", None, (41, 42), 0, 7, (11,))
    read = read_solution(write_solution(Solution((group,))), instance)
    assert read.groups[0].pattern == (42, 41)


def test_a_plan_may_name_what_nobody_knows() -> None:
    strange = Solution((Group(99, "xx", "men", "by phone", 98, (97, 97), -5, 96, (95,)),), (Entry(94, 93),))
    assert read_solution(write_solution(strange), world()) == strange


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", ["groups is missing: give a list.", "entries is missing: give a list."]),
        ('{"groups": [], "entries": [[1, 2]]}', ["entries[0] is a list of 2: give an object with named fields."]),
        (
            '{"groups": [], "entries": [{"running_group": "1", "citizen": 2}]}',
            ['entries[0].running_group is "1": give a whole number from 0 to 9007199254740991.'],
        ),
    ],
)
def test_a_plan_that_is_none_in_form(text: str, told: list[str]) -> None:
    with pytest.raises(InvalidFile) as wrong:
        read_solution(text, world())
    assert [str(mistake) for mistake in wrong.value.mistakes] == told


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a file."""
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [place for key, inner in value.items() for place in places(inner, (*path, key))]
    if isinstance(value, list):
        return found + [place for number, inner in enumerate(value) for place in places(inner, (*path, number))]
    return found


WORLD = facts()
STRANGE = st.one_of(
    st.sampled_from([None, True, -1, 0, 1, 41, 2**70, 0.5, "", "x", [], [[]], {}, {"id": 1}, [None], float("nan")]),
    st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)),
)


@given(st.sampled_from(places(WORLD)), STRANGE)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_anywhere_is_read_or_told(place: tuple[str | int, ...], value: object) -> None:
    """Nothing but InvalidFile leaves the reader; what it lets through can be written and read again."""
    file = copy.deepcopy(WORLD)
    put(value, *place)(file)
    try:
        instance = read_instance(json.dumps(file))
    except InvalidFile as wrong:
        assert wrong.mistakes
        assert all(mistake.path and mistake.value and mistake.mend for mistake in wrong.mistakes)
    else:
        assert read_instance(write_instance(instance)) == instance


@pytest.mark.reference
@pytest.mark.slow
@pytest.mark.parametrize("name", ["tiny", "small", "region", "country"])
def test_the_benchmarks_files_are_read_whole_and_fast(reference: Path, name: str) -> None:
    text = (reference / "pooling" / f"{name}.json").read_text()
    began = time.process_time()
    instance = read_instance(text)
    assert time.process_time() - began < 1
    given = json.loads(text)
    kept = json.loads(write_instance(instance))
    del given["seed"]
    assert sets_in_order(given) == sets_in_order(kept)


def sets_in_order(file: File) -> File:
    """A file whose sets stand in rising order, as they are written."""
    for row in (*file["venues"], *file["facilitators"], *file["citizens"]):
        for name in ("slots", "languages", "programmes", "audiences", "venues"):
            if name in row:
                row[name] = sorted(row[name])
    return file
