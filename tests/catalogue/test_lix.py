import pytest

from sundhedscenter.catalogue.lix import lix, word_count
from tests.catalogue.texts import MEASURED_WORDS, as_running_text, danish_by_file

LIMIT = 35.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("Du går. Du ler.", 2.0),  # 4 words in 2 sentences, none long
        ("Du går en tur med forsigtighed.", 6 + 100 / 6),
        ("Overskrift\n\nDu går.", 1.5 + 100 / 3),  # a heading is a sentence
        ("Vælg:\n- gå\n- løb", 1.0),
    ],
)
def test_lix_of_known_texts(text: str, expected: float) -> None:
    assert lix(text) == pytest.approx(expected)


def test_all_citizen_text_is_plain() -> None:
    """Each file as a whole, and each single text long enough to measure. Prints the ten hardest."""
    by_file = danish_by_file()
    measured = [(lix(as_running_text(texts)), file, "whole file") for file, texts in by_file.items()]
    measured += [
        (lix(text), file, text)
        for file, texts in by_file.items()
        for text in texts
        if word_count(text) >= MEASURED_WORDS
    ]
    assert len(by_file) > 50
    measured.sort(reverse=True)
    for value, file, text in measured[:10]:
        print(f"{value:5.1f}  {file}  {text[:70]!r}")
    assert [row for row in measured if row[0] > LIMIT] == []
