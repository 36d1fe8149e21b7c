"""The copy of the design system that the site serves."""

import re
from pathlib import Path

from scripts.vendor_assets import trimmed
from sundhedscenter.web import components

VENDOR = Path(components.__file__).parent.parent / "assets" / "vendor"


def test_trimmed_keeps_elements_and_what_we_use() -> None:
    css = "p{margin:0}.button.button-primary{color:red}.modal{top:0}.button,.tabs{top:1px}"
    assert trimmed(css) == "p{margin:0}\n.button.button-primary{color:red}\n.button{top:1px}"


def test_trimmed_looks_inside_screens_and_leaves_out_print_and_fonts() -> None:
    css = "@font-face{src:url(x)}@media(min-width:1px){.alert{top:0}.toast{top:0}}@media print{p{top:0}}@media screen{.tabs{top:0}}"
    assert trimmed(css) == "@media(min-width:1px){.alert{top:0}}"


def test_every_file_that_the_copy_names_was_copied() -> None:
    css = (VENDOR / "dkfds" / "css" / "dkfds.css").read_text(encoding="utf-8")
    assert css.startswith("@layer dkfds{")
    named = set(re.findall(r"url\(([^)]+)\)", css))
    assert named
    assert [name for name in named if not (VENDOR / "dkfds" / "css" / name).resolve().is_file()] == []
