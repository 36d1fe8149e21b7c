"""Missing, fuzzy and half translated texts are told; a whole one is not."""

import polib

from scripts.check_translations import compare


def entry(msgid: str, msgstr: str = "", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def test_missing_fuzzy_and_half_translated_texts_are_told() -> None:
    used = [
        entry("Hold"),
        entry("Plads"),
        entry("Sted"),
        entry("dag", msgid_plural="dage"),
        entry("Tid", msgctxt="uge"),
    ]
    known = [
        entry("Hold", "Group"),
        entry("Plads", "Seat", flags=["fuzzy"]),
        entry("dag", msgid_plural="dage", msgstr_plural={0: "day", 1: ""}),
        entry("Tid", "Time"),
    ]
    missing, unused = compare(used, known)
    assert [text.msgid for text in missing] == ["Plads", "Sted", "dag", "Tid"]
    assert unused == ["Tid"]


def test_a_whole_catalogue_has_nothing_to_tell() -> None:
    used = [entry("Hold"), entry("dag", msgid_plural="dage")]
    known = [entry("Hold", "Group"), entry("dag", msgid_plural="dage", msgstr_plural={0: "day", 1: "days"})]
    assert compare(used, known) == ([], [])
