"""Contrast of every pair of colours in all four themes, worked out from the style sheets themselves (WCAG 2.2, 1.4.3)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ASSETS = Path(settings.STATICFILES_DIRS[0])
SHEETS = sorted(path for path in ASSETS.glob("*.css") if path.name != "themes.css")
THEMES_CSS = (ASSETS / "themes.css").read_text(encoding="utf-8")
COLOURS = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
GROUNDS = ("ground", "card", "mist", "sand")
MESSAGES = ("info", "success", "warning", "error")
TEXT = 4.5
HIGH_TEXT = 7.0
SHAPE = 3.0
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "petrol", "petrol-dark", "red") for ground in GROUNDS),
    *(("ink", ground) for ground in (*MESSAGES, "good", "attention", "band")),
    *(("petrol", ground) for ground in MESSAGES),
    ("ink-soft", "ended"),
    ("on-petrol", "petrol"),
    ("on-petrol", "petrol-dark"),
    ("on-sun", "sun"),
]
# What is no text and must be seen: edges of fields, marks of a state, bars and lines of a chart (1.4.11).
SHAPES = [
    *((line, ground) for line in ("line-strong", "petrol", "focus") for ground in GROUNDS),
    ("petrol", "line"),
    ("good-line", "card"),
    ("wait-line", "card"),
    ("attention-line", "card"),
    ("calm-line", "card"),
    *((f"{kind}-line", kind) for kind in MESSAGES),
    ("error-line", "card"),
]


def theme(name: str) -> dict[str, str]:
    start = THEMES_CSS.index(f'[data-theme="{name}"] {{')
    return {**dict(COLOURS.findall(THEMES_CSS[start : THEMES_CSS.index("}", start)]))}


THEMES = {name: theme(name) for name in ("light", "dark", "high", "calm")}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * sign for sign in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rules(css: str) -> list[tuple[str, str]]:
    """Selector and declarations of each innermost rule."""
    return re.findall(r"([^{};]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def pairs_of_the_sheets() -> set[tuple[str, str]]:
    """Each rule that sets both a text colour and a ground."""
    found = set()
    for sheet in SHEETS:
        for _selector, body in rules(sheet.read_text(encoding="utf-8")):
            ink = re.search(r"(?<![-\w])color: var\(--([a-z-]+)\)", body)
            ground = re.search(r"(?<![-\w])background(?:-color)?: var\(--([a-z-]+)\)", body)
            if ink and ground:
                found.add((ink[1], ground[1]))
    return found


def test_contrast_is_worked_out_as_the_guideline_does() -> None:
    assert contrast("#000", "#fff") == 21
    assert round(contrast("#777777", "#fff"), 2) == 4.48


def test_themes_name_the_same_colours() -> None:
    assert [name for name, colours in THEMES.items() if colours.keys() != THEMES["light"].keys()] == []
    assert len(THEMES["light"]) > 30


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read(name: str) -> None:
    least = HIGH_TEXT if name == "high" else TEXT
    colours = THEMES[name]
    ratios = {
        (ink, ground): contrast(colours[ink], colours[ground]) for ink, ground in {*PAIRS, *pairs_of_the_sheets()}
    }
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize("name", THEMES)
def test_shapes_can_be_seen(name: str) -> None:
    colours = THEMES[name]
    ratios = {(shape, ground): contrast(colours[shape], colours[ground]) for shape, ground in SHAPES}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < SHAPE} == {}


@pytest.mark.parametrize("chosen", ["dark", "high"])
def test_wish_of_the_device_gives_the_same_as_the_choice(chosen: str) -> None:
    """Two blocks of the sheet, because CSS cannot say "chosen, or wished and nothing chosen" in one selector."""
    bodies = [re.sub(r"\s+", " ", body) for _head, body in rules(THEMES_CSS) if "--ink:" in body]
    own = next(
        re.sub(r"\s+", " ", body) for head, body in rules(THEMES_CSS) if f'"{chosen}"]' in head and "--ink:" in body
    )
    assert bodies.count(own) == 2


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_sheet_has_a_colour_of_its_own(sheet: Path) -> None:
    """Except on paper, which is black on white."""
    screen = re.sub(r"@media print \{.*?\n\}", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", screen) == []


def test_every_colour_that_a_sheet_names_is_one_of_the_house() -> None:
    own = {"text", "small", "measure", "round", "gap", "panel", "check", "chevron"}
    named = {name for sheet in SHEETS for name in re.findall(r"var\(--([a-z-]+)", sheet.read_text(encoding="utf-8"))}
    assert named - own - THEMES["light"].keys() == set()


def test_paper_is_always_the_light_theme() -> None:
    outside = re.sub(r"@media screen.*?\n\}", "", THEMES_CSS, flags=re.DOTALL)
    assert re.findall(r'data-theme="(?!light)|data-text', outside) == []
