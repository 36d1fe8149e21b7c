"""The HTML of every component's example, word for word, against its file in the folder `golden`.

After a change: `GOLDEN=write pytest tests/web/components`, read the difference, commit it.
"""

import os
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from sundhedscenter.web import components
from sundhedscenter.web.components import gallery
from sundhedscenter.web.components.examples import EXAMPLES

GOLDEN = Path(__file__).parent / "golden"


def one_tag_a_line(html: str) -> str:
    """White space around tags is the formatter's; a line for each tag makes a difference easy to read."""
    flat = re.sub(r"\s*(<)|(>)\s*|\s+(?=/?>)", r"\1\2", re.sub(r"\s+", " ", html))
    return flat.replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("name", components.names())
def test_html_is_what_was_read_and_committed(name: str) -> None:
    with override("da"):
        html = one_tag_a_line(gallery.example_html(name))
    file = GOLDEN / f"{name}.html"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(html, encoding="utf-8")
    assert html == file.read_text(encoding="utf-8")


def test_every_component_has_an_example_and_html_and_nothing_else_has() -> None:
    assert gallery.missing_examples() == set()
    assert sorted(path.stem for path in GOLDEN.iterdir()) == components.names() == sorted(EXAMPLES)
