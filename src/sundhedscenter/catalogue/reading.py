"""What a reader should look at in a wording before it is let through: rules of thumb, none of which stops anybody. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from sundhedscenter.catalogue.lix import lix, word_count
from sundhedscenter.catalogue.offer_schemas import Offer as Document

MAX_LIX: Final = 35
# LIX of fewer words says nothing: one long word more or less moves it by ten.
FEWEST_WORDS: Final = 8
TEXTS: Final = ("name", "summary", "for_whom", "happens", "times", "join")
RUNNING: Final = ("summary", "for_whom", "happens", "join")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at. `field` names the text; `lix` is said where it is what one should look at."""

    kind: Literal["heavy", "no_english", "empty", "only_travel", "no_contact"]
    field: str = ""
    lix: int = 0


def remarks(document: Document) -> list[Remark]:
    """In the order of the page."""
    found: list[Remark] = []
    for field in TEXTS:
        text = getattr(document, field)
        value = lix(text.da) if field in RUNNING and word_count(text.da) >= FEWEST_WORDS else 0.0
        if value > MAX_LIX:
            found.append(Remark("heavy", field, round(value)))
        if not text.da and field in ("for_whom", "happens"):
            found.append(Remark("empty", field))
        if text.da and not text.en:
            found.append(Remark("no_english", field))
    if {variant.form for variant in document.variants} == {"group_site"}:
        found.append(Remark("only_travel"))
    if not (document.phone or document.email or document.website):
        found.append(Remark("no_contact"))
    return found
