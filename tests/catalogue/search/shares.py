"""How often what is wanted stands first, and how often in the first three."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sundhedscenter.catalogue.search.asking import Filters, ask
from sundhedscenter.catalogue.search.lay_words import words_asked_for
from sundhedscenter.groups.finding import find
from tests.people import AT

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shares:
    first: float
    in_three: float
    missed: list[str]


def shares(name: str) -> Shares:
    asked: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["queries"]
    places = [(row["q"], row["first"], found(row["q"])) for row in asked]
    missed = [f"{q}: wanted {wanted}, got {got[:4]}" for q, wanted, got in places if not set(got[:1]) & set(wanted)]
    first = sum(bool(set(got[:1]) & set(wanted)) for _, wanted, got in places)
    in_three = sum(bool(set(got[:3]) & set(wanted)) for _, wanted, got in places)
    return Shares(first / len(places), in_three / len(places), missed)


def found(text: str) -> list[str]:
    """What the page shows, in order: words of the house as "word:<code>"."""
    question = ask(text)
    offers = [hit.offer.code for hit in find(question=question, filters=Filters(), at=AT).hits]
    words = [f"word:{word.code}" for word, _alone in words_asked_for(text)]
    return [*words, *offers] if question.asks_for_a_word else [*offers, *words]
