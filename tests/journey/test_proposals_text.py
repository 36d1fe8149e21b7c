"""The words of reasons and mends: plain Danish, whole cards, and English for every sentence."""

import re
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from django.utils import translation

import sundhedscenter
from sundhedscenter.catalogue.lix import lix
from sundhedscenter.core import week
from sundhedscenter.journey import reasons_text
from sundhedscenter.journey.proposals import Answers, BodyAnswer, MoneyAnswer, Proposal, TimeAnswer, Topic, propose
from sundhedscenter.journey.reasons_text import MENDS, TEXTS, TOPIC_NAMES, reason_text
from tests.journey.proposal_worlds import NOW
from tests.journey.test_proposals import HOME, KAREN, TABLE, WAIT, A

MAX_LIX = 35
MSGIDS = sorted({*TEXTS.values(), *MENDS.values(), *TOPIC_NAMES.values(), *week.WORDS})
SAMPLE = {
    "goal": "gå en tur med min hund",
    "topic": "KOL",
    "phone": "96 11 11 11",
    "minutes": "15",
    "ruler": "6",
    "leader": "Bente",
    "slots": "mandag kl. 17",
    "week": "mandag aften",
    "km": "12",
    "postal_code": "7620",
    "town": "Lemvig",
    "cost": "100",
    "place": "Struer",
    "min_size": "6",
    "max": "500",
}


def lines(cards: tuple[Proposal, ...]) -> list[list[str]]:
    return [[reason_text(reason) for reason in card.reasons] for card in cards]


def test_cards_of_the_worked_table_in_danish() -> None:
    with translation.override("da"):
        assert lines(propose(answers=KAREN, home=HOME, options=TABLE, now=NOW)) == [
            [
                "Du skrev: ”gå en tur med hunden”.",
                "Det handler om KOL. Du gør det på nettet. Ring på 96 11 11 11, så hjælper vi.",
                "Det tager 15 minutter. Du har højst 60 ad gangen.",
                "Du svarede 5 af 10 på, hvor klar du er. Tag ét skridt ad gangen.",
                "Du svarede 8 af 10 på, hvor vigtigt det er. Derfor kan du begynde i dag.",
            ],
            [
                "Holdet mødes tirsdag kl. 17. Du kan tirsdag aften, torsdag formiddag.",
                "Der er cirka 23 km fra 7620 Lemvig. Du kan rejse op til 40 km.",
                "Det er gratis, som du bad om.",
                "Du kan sidde ned eller tage det roligt.",
                "Du svarede 3 af 10 på, hvor sikker du er. Bente hjælper dig i gang.",
            ],
            [
                "Her er du med på video.",
                "Holdet mødes torsdag kl. 9. Det passer i din uge.",
                "Du er med hjemmefra.",
                "Det er gratis.",
            ],
        ]


def test_low_rulers_make_small_steps_help_and_no_decision() -> None:
    low = replace(KAREN, importance=2, confidence=0, readiness=3)
    with translation.override("da"):
        said = " ".join(sum(lines(propose(answers=low, home=HOME, options=TABLE, now=NOW)), []))
    assert "Derfor er det første skridt lille." in said
    assert "Bente hjælper dig i gang." in said
    assert "Du skal ikke beslutte noget i dag." in said


def test_waiting_place_says_that_a_group_is_gathered_and_when() -> None:
    options = replace(TABLE, groups=(A,), waits=(WAIT,))
    with translation.override("da"):
        assert lines(propose(answers=KAREN, home=HOME, options=options, now=NOW))[2] == [
            "Vi samler et hold på video.",
            "Du og en leder kan tirsdag kl. 17. Holdet begynder, når 6 er med.",
            "Du er med hjemmefra.",
            "Det er gratis.",
        ]


def test_goal_is_quoted_and_shortened() -> None:
    long = replace(KAREN, goal="gå " * 100, topic=Topic.UNSURE, time=TimeAnswer.OK)
    with translation.override("da"):
        said = lines(propose(answers=long, home=HOME, options=TABLE, now=NOW))[0][0]
    assert len(said) < 100 and said.endswith("…”.")


def test_percent_signs_and_markup_in_a_goal_are_only_words() -> None:
    odd = replace(KAREN, goal="100 % bedre %(goal)s <b>nu</b>")
    with translation.override("da"):
        said = lines(propose(answers=odd, home=HOME, options=TABLE, now=NOW))[0][0]
    assert said == "Du skrev: ”100 % bedre %(goal)s <b>nu</b>”."


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_each_sentence_is_short(key: str) -> None:
    said = TEXTS[key] % SAMPLE
    assert all(len(sentence.split()) <= 14 for sentence in re.split(r"[.:] ", said))


def test_all_sentences_together_are_plain() -> None:
    texts = [text % SAMPLE for text in (*TEXTS.values(), *MENDS.values())]
    assert lix(" ".join(texts)) <= MAX_LIX


@pytest.mark.parametrize(
    "answers",
    [
        KAREN,
        replace(KAREN, topic=Topic.UNSURE, time=TimeAnswer.OK, money=MoneyAnswer.OK, body=BodyAnswer.OK),
        replace(KAREN, importance=0, confidence=10, readiness=0, body=BodyAnswer.STEP_FREE),
    ],
)
def test_each_card_is_plain(answers: Answers) -> None:
    with translation.override("da"):
        for card in lines(propose(answers=answers, home=HOME, options=TABLE, now=NOW)):
            assert lix(" ".join(card)) <= MAX_LIX, card


def test_every_text_has_its_english_with_the_same_parts() -> None:
    catalogue = Path(sundhedscenter.__file__).parent / "locale/en/LC_MESSAGES/django.po"
    english = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    assert [text for text in MSGIDS if not english.get(text)] == []
    parts = re.compile(r"%\(\w+\)s")
    for text in MSGIDS:
        assert sorted(parts.findall(text)) == sorted(parts.findall(english[text])), text


def test_every_reason_has_a_writer() -> None:
    assert set(reasons_text._WRITERS) == set(reasons_text.ReasonCode)
