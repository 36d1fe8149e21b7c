"""Each component's HTML, and what must hold for all of them."""

import ast
import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.translation import override
from django.utils.translation.template import templatize
from hypothesis import given
from hypothesis import strategies as st

from sundhedscenter.core import week
from sundhedscenter.pathways.status import PathwayStatus
from sundhedscenter.web import components, trail
from sundhedscenter.web.components import ComponentError, gallery, statuses
from sundhedscenter.web.components.content import paired
from sundhedscenter.web.components.examples import EXAMPLES
from sundhedscenter.web.components.ways import shown_numbers
from sundhedscenter.web.components.week_grid import mask_from

WEB = Path(components.__file__).parent.parent
ASSETS = WEB / "assets"
PO = WEB.parent / "locale" / "en" / "LC_MESSAGES" / "django.po"


class Elements(HTMLParser):
    """Ids and references to ids, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.attributes: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.append(name)
            if name == "id":
                self.ids.append(value or "")
            elif name in ("for", "aria-describedby", "aria-labelledby"):
                self.references += (value or "").split()


def flat(html: str) -> str:
    """The HTML without the formatter's white space around tags."""
    return re.sub(r"\s*(<)|(>)\s*|\s+(?=>)", r"\1\2", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_has_unique_ids_and_no_reference_into_the_void(name: str) -> None:
    found = Elements(gallery.example_html(name))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.references) <= set(found.ids)


@pytest.mark.parametrize("name", EXAMPLES)
def test_unknown_attribute_fails_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ComponentError, match=f'"{name}" has no attribute "colour". It has: '):
        components.render(name, **EXAMPLES[name], colour="red")


def test_missing_attribute_and_wrong_choice_and_unknown_component_fail() -> None:
    with pytest.raises(ComponentError, match='"button" needs the attribute "label"'):
        components.render("button")
    with pytest.raises(
        ComponentError,
        match='kind is "blue" but must be one of: info, success, warning, error',
    ):
        components.render("alert", kind="blue")
    with pytest.raises(ComponentError, match=r'no component "buton"\. There are: accordion, action_list, alert'):
        components.render("buton")


TAGS = '{% slot "tags" %}y{% endslot %}'
WRONG = {
    "an attribute that is not there": ('{% component "button" label="x" shade="y" %}', 'no attribute "shade"'),
    "one that is missing": ('{% component "button" name="x" %}', 'needs the attribute "label"'),
    "one that is given twice": ('{% component "button" label="x" label="y" %}', "given twice"),
    "a word outside its choices": ('{% component "alert" kind="blue" %}', "must be one of: info"),
    "no such component": ('{% component "buton" label="x" %}', 'no component "buton"'),
    "a name that is no word": ("{% component name %}", "begins with a name in quotes"),
    "a value without its attribute": ('{% component "button" "x" %}', "write attribute=value"),
    "content that is not taken": (
        '{% componentblock "button" label="x" %}y{% endcomponentblock %}',
        "takes no content",
    ),
    "content that is missing": (
        '{% componentblock "details" summary="x" %} {% endcomponentblock %}',
        'the slot "content"',
    ),
    "markup as a value": ('{% component "alert" content=x %}', '"content" is a slot'),
    "a block without an end": ('{% componentblock "alert" %}y', "Unclosed tag"),
    "a slot that is not there": (
        '{% componentblock "card" heading="x" %}{% slot "foot" %}y{% endslot %}{% endcomponentblock %}',
        r'no slot "foot".*Slots: tags, content, footer\.',
    ),
    "a slot twice": (
        f'{{% componentblock "card" heading="x" %}}{2 * TAGS}{{% endcomponentblock %}}',
        "filled twice",
    ),
    "a slot in a condition": (
        '{% componentblock "card" heading="x" %}{% if y %}{% slot "tags" %}{% endslot %}{% endif %}{% endcomponentblock %}',
        "must stand directly in a componentblock",
    ),
    "a slot outside": ('{% slot "tags" %}{% endslot %}', "must stand directly in a componentblock"),
}


@pytest.mark.parametrize("what", WRONG)
def test_template_with_a_wrong_use_is_not_compiled(what: str) -> None:
    source, says = WRONG[what]
    with pytest.raises((ComponentError, TemplateSyntaxError), match=says):
        Template("{% load components %}" + source)


def test_slots_go_where_they_belong_and_an_empty_one_leaves_no_trace() -> None:
    page = Template(
        '{% load components %}{% componentblock "card" heading=name %}<p>{{ name }}</p>'
        '{% slot "footer" %}{% if seats %}{{ seats }} pladser{% endif %}{% endslot %}{% endcomponentblock %}'
    )
    assert flat(page.render(Context({"name": "<Gåtur>", "seats": 4}))).endswith(
        '<p>&lt;Gåtur&gt;</p><div class="card-footer">4 pladser</div></article>'
    )
    assert "card-footer" not in page.render(Context({"name": "Gåtur"}))


def test_block_keeps_markup_and_escapes_values() -> None:
    page = Template(
        '{% load components %}{% componentblock "alert" heading=said %}<p>{{ said }}</p>{% endcomponentblock %}'
    )
    html = page.render(Context({"said": "<b>"}))
    assert html.count("&lt;b&gt;") == 2
    assert "<b>" not in html


def test_component_sees_nothing_of_the_page() -> None:
    page = Template('{% load components %}{% component "alert" text="hej" %}')
    assert "hemmeligt" not in page.render(Context({"heading": "hemmeligt", "content": "hemmeligt"}))


class PlaceForm(forms.Form):
    postal_code = forms.RegexField(
        r"^\d{4}$",
        label="Postnummer",
        help_text="Fire tal",
        error_messages={"invalid": "Skriv fire tal"},
    )
    way = forms.ChoiceField(
        choices=[("bus", "Bus"), ("car", "Bil")],
        label="Hvordan?",
        widget=forms.RadioSelect,
    )


def test_field_gives_name_value_hint_and_error() -> None:
    form = PlaceForm({"postal_code": "76 <", "way": "car"})
    html = flat(components.render("text_input", field=form["postal_code"]))
    assert 'name="postal_code"' in html
    assert 'value="76 &lt;"' in html
    assert "Fire tal" in html
    assert "Skriv fire tal" in html
    radios = flat(components.render("radio_group", field=form["way"]))
    assert 'value="car" checked' in radios
    assert 'value="bus" checked' not in radios


def test_question_heading_is_the_label() -> None:
    html = flat(components.render("text_input", name="goal", label="Hvad vil du?", as_heading=True))
    assert '<h1 class="question"><label for="id_goal">Hvad vil du?</label></h1>' in html


@given(mask=st.integers(min_value=0, max_value=week.FULL_MASK))
def test_week_that_is_shown_and_sent_again_is_the_same_week(mask: int) -> None:
    html = flat(components.render("week_grid", label="Uge", mask=mask))
    assert (
        mask_from(
            *(re.findall(rf'name="{name}" type="checkbox" value="([^"]+)" checked', html) for name in ("part", "slot"))
        )
        == mask
    )


@pytest.mark.parametrize(
    ("parts", "slots"),
    [(["7-am"], []), (["0-night"], []), (["x"], []), ([], ["40"]), ([], ["x"])],
)
def test_week_refuses_parts_and_hours_that_do_not_exist(parts: list[str], slots: list[str]) -> None:
    with pytest.raises(ValueError, match=r"does not exist|not a valid|invalid literal"):
        mask_from(parts, slots)


def test_status_without_a_label_fails() -> None:
    with pytest.raises(KeyError, match="Known: done, next, later"):
        statuses.look(about="step", code="lost")


def test_every_status_of_a_pathway_has_a_label_and_no_other_has() -> None:
    assert set(statuses.LOOKS["pathway"]) == set(PathwayStatus)


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ASSETS / "icons.svg").read_text(encoding="utf-8")))
    text = "".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.html"))
    named = set(re.findall(r'{% icon "([^"]+)"', text)) | {
        look.icon for codes in statuses.LOOKS.values() for look in codes.values()
    }
    assert named <= drawn


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(path: Path) -> None:
    """The content security policy would drop them silently."""
    found = Elements(path.read_text(encoding="utf-8"))
    assert [name for name in found.attributes if name == "style" or re.match(r"on|hx-on", name)] == []
    assert not re.search(r"<style|<script(?![^>]*src=)", path.read_text(encoding="utf-8"))


def test_english_page_has_no_danish_frame() -> None:
    with override("en"):
        assert "Step 3 of 8" in components.render("step_indicator", step=3, of=8)
        assert "Monday" in components.render("week_grid", label="Week")
        assert "We cannot find the page" in render_to_string("404.html")


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_page_links_only_to_pages_that_exist(path: Path) -> None:
    """`{% url ... as %}` is silent about a wrong name; the link would lead to the page one is on."""
    named = re.findall(r'{% url "web:([^"]+)"', path.read_text(encoding="utf-8"))
    assert set(named) - trail.parameters().keys() == set()


def test_static_error_page_names_the_phone_number_of_the_settings() -> None:
    assert settings.CENTRE_PHONE in (WEB / "templates" / "500.html").read_text(encoding="utf-8")


def test_first_page_is_small() -> None:
    """At most 150 kB over the wire. Fonts are compressed already; the page itself is counted as 15 kB."""
    files = [
        "vendor/dkfds/css/dkfds.css",
        "vendor/htmx.min.js",
        "site.css",
        "site.js",
        "icons.svg",
        "mark.svg",
    ]
    fonts = ["vendor/fonts/plex-regular.woff2", "vendor/fonts/plex-semibold.woff2"]
    size = 15_000 + sum(len(gzip.compress((ASSETS / name).read_bytes())) for name in files)
    assert size + sum((ASSETS / name).stat().st_size for name in fonts) < 150_000


FRAME = [
    "base",
    "400",
    "403",
    "404",
    "accessibility",
    "about_data",
    "layouts/page",
    "layouts/question",
    "layouts/print",
]


@pytest.mark.parametrize(
    "path",
    [
        *(WEB / "templates" / f"{name}.html" for name in FRAME),
        *sorted((WEB / "templates" / "components").glob("*.html")),
    ],
    ids=lambda path: path.name,
)
def test_every_text_of_the_frame_has_english(path: Path) -> None:
    source = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    known = {entry.msgid for entry in polib.pofile(str(PO)) if entry.msgstr or entry.msgstr_plural}
    said = {
        ast.literal_eval(text[1:])
        for text in re.findall(r"gettext\((u'(?:[^'\\]|\\.)*'|u\"(?:[^\"\\]|\\.)*\")", source)
    }
    assert said - known == set()


def test_two_states_stand_under_the_same_word() -> None:
    before = [("Telefon", "1"), ("Dage", "mandag"), ("Dage", "onsdag"), ("Sprog", "dansk")]
    now = [("Telefon", "2"), ("Dage", "fredag"), ("E-mail", "a@b.dk")]
    assert paired(before, now) == [
        ("Telefon", "1", "2"),
        ("Dage", "mandag, onsdag", "fredag"),
        ("Sprog", "dansk", ""),
        ("E-mail", "", "a@b.dk"),
    ]


@pytest.mark.parametrize(
    ("page", "of", "shown"),
    [
        (1, 2, [1, 2]),
        (1, 5, [1, 2, None, 5]),
        (3, 5, [1, 2, 3, 4, 5]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_page_numbers_leave_out_only_what_is_longer_than_one(page: int, of: int, shown: list[int | None]) -> None:
    assert shown_numbers(page, of) == shown


def test_one_page_needs_no_numbers_and_the_front_page_no_breadcrumb() -> None:
    assert components.render("pagination", page=1, of=1) == ""
    assert components.render("breadcrumb", steps=[], here="Forside") == ""


def test_every_component_stands_on_a_page() -> None:
    """What no page needs is not kept for the gallery's sake."""
    pages = [path.read_text(encoding="utf-8") for path in (WEB / "templates").rglob("*.html")]
    tags = [path.read_text(encoding="utf-8") for path in (WEB / "templatetags").glob("*.py")]
    used = {name for text in pages for name in re.findall(r'{% component(?:block)? "([^"]+)"', text)}
    used |= {name for text in tags for name in re.findall(r'registry\.render\("([^"]+)"', text)}
    assert set(components.names()) - used == set()


def test_fields_of_another_kind_fold_away_with_the_filters() -> None:
    page = Template(
        '{% load components %}{% componentblock "filter_group" name="w" label="Hvor" open=town %}<p>x</p>'
        "{% endcomponentblock %}"
    )
    html = flat(page.render(Context({"town": ""})))
    assert html.startswith('<details class="filter"><summary class="filter-summary">Hvor</summary>')
    assert html.endswith('<div class="filter-content"><p>x</p></div></details>')
    assert '<details class="filter" open>' in page.render(Context({"town": "Lemvig"}))
