"""What a reader is told to look at."""

from sundhedscenter.catalogue.reading import Remark, remarks
from tests.catalogue.offers import document

WHOLE = {
    "for_whom": {"da": "For dig.", "en": "For you."},
    "happens": {"da": "Vi går.", "en": "We walk."},
    "phone": "70 00 00 00",
}
HEAVY = (
    "Gennemførelsen af undervisningsforløbet tilrettelægges hensyntagende til deltagernes individuelle funktionsniveau."
)


def test_whole_and_plain_offer_gets_no_remark() -> None:
    assert remarks(document(**WHOLE)) == []


def test_heavy_text_is_told_with_its_number() -> None:
    (remark,) = remarks(document(**WHOLE | {"happens": {"da": HEAVY, "en": "We teach."}}))
    assert (remark.kind, remark.field) == ("heavy", "happens")
    assert remark.lix > 35


def test_few_words_are_not_measured() -> None:
    assert (
        remarks(document(**WHOLE | {"happens": {"da": "Undervisningsforløbet tilrettelægges.", "en": "Lessons."}}))
        == []
    )


def test_what_is_missing_is_told_in_the_order_of_the_page() -> None:
    said = document(name={"da": "Gåhold"}, variants=[{"form": "group_site", "minutes": 60}])
    assert remarks(said) == [
        Remark("no_english", "name"),
        Remark("empty", "for_whom"),
        Remark("empty", "happens"),
        Remark("only_travel"),
        Remark("no_contact"),
    ]


def test_website_is_a_way_to_ask() -> None:
    assert remarks(document(**WHOLE | {"phone": "", "website": "https://example.org"})) == []
