"""Every file loads, every figure says where it comes from, and a mistake is named."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from sundhedscenter.catalogue import checks, files, schemas
from sundhedscenter.catalogue.instruments import Instrument, instrument, instruments
from sundhedscenter.catalogue.outreach import ready_text
from sundhedscenter.catalogue.vocabulary import Topic
from sundhedscenter.journey.reaching_out.actions import MOST_WORDS
from sundhedscenter.pathways.models import Outreach

FIGURED = ("programmes", "modules", "tracks")


@pytest.fixture
def own_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `content/` that a test may spoil."""
    copytree(files.content_root(), tmp_path / "content")
    monkeypatch.setenv("SUNDHEDSCENTER_CONTENT", str(tmp_path / "content"))
    return tmp_path / "content"


def numbers_outside_figures(node: object, path: str = "") -> Iterator[str]:
    """Where a number stands without `value`, `status` and `source` around it."""
    if isinstance(node, dict):
        if {"value", "status", "source"} <= node.keys():
            return
        for key, value in node.items():
            yield from numbers_outside_figures(value, f"{path}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from numbers_outside_figures(value, f"{path}.{number}")
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield path


def figures(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        if "value" in node:
            yield node
        else:
            for value in node.values():
                yield from figures(value)
    elif isinstance(node, list):
        for value in node:
            yield from figures(value)


def test_every_file_loads_and_codes_meet() -> None:
    content = checks.read_content()
    assert set(content.programmes) == {
        "kol", "type2", "heart", "low_back", "nicotine", "alcohol_talk", "stress_nature", "knee_oa",
        "knee_replacement", "bp_home", "common",
    }  # fmt: skip
    assert content.programmes["low_back"].state == "placeholder"
    known = {path.name for path in files.content_root().glob("*") if path.is_file()}
    assert known == {
        "organisations.yaml",
        "responsibilities.yaml",
        "reasons.yaml",
        "data_parts.yaml",
        "outreach.yaml",
        "frame.yaml",
        "ideas.yaml",
        "lay_words.yaml",
        "words.yaml",
        "README.md",
    }
    assert checks.frame().steps.value[1] == "afklarende_samtale"


@pytest.mark.parametrize("folder", FIGURED)
def test_every_figure_has_status_and_source(folder: str) -> None:
    seen = 0
    for path in sorted((files.content_root() / folder).glob("*.yaml")):
        document = files.read_yaml(path)
        loose = [where for where in numbers_outside_figures(document) if not where.endswith(".sessions")]
        assert loose == [], path.name
        for figure in figures(document):
            seen += 1
            assert figure["status"] in {"V", "K", "P"} and len(str(figure["source"])) >= 4, (path.name, figure)
    assert seen > 30


def test_a_read_figure_never_names_general_knowledge_as_its_source() -> None:
    for folder in FIGURED:
        for path in (files.content_root() / folder).glob("*.yaml"):
            for figure in figures(files.read_yaml(path)):
                if figure["status"] == "V":
                    assert figure["source"] not in {"Faglig almenviden", "Produktvalg"}, (path.name, figure)


def test_each_topic_has_a_track_and_a_first_lesson_of_its_own_in_every_way_alone() -> None:
    content = checks.read_content()
    lesson_of = {topic: topic for topic in Topic.values} | {"unsure": "start"}
    for topic in Topic.values:
        assert [track for track in content.tracks.values() if topic in track.topics], topic
        starts = [offer for offer in content.offers.values() if topic in offer.topics and offer.first_lesson]
        assert {offer.first_lesson for offer in starts} == {lesson_of[topic]}
        forms = {variant.form for offer in starts for variant in offer.variants if variant.cost_dkk == 0}
        assert {"alone_online", "phone", "paper"} <= forms, topic


def test_the_shared_core_serves_lungs_diabetes_and_heart() -> None:
    core = checks.read_content().tracks["core"]
    assert {"kol", "type2", "heart"} <= set(core.programmes)
    assert core.rolling_entry.value and sum(link.entry for link in core.chain) > 1


def test_a_track_offers_the_forms_it_can_run() -> None:
    content = checks.read_content()
    for offer in content.offers.values():
        groups = {v.form for v in offer.variants if v.form.startswith("group_")}
        if offer.track:
            assert groups == set(content.tracks[offer.track].forms), offer.code


def test_reasons_map_to_the_nine_national_codes_and_each_has_an_answer() -> None:
    reasons = checks.reasons()
    used = {row.national for row in reasons.reasons} | {row.national_when_professional for row in reasons.reasons}
    assert len(reasons.national) == 9
    assert used - {""} == {row.code for row in reasons.national}
    assert len(reasons.reasons) == 17
    assert checks.reason("technology").alternatives == ["phone", "paper", "help_online"]
    assert checks.reason("deceased").alternative == "none"
    assert not checks.reason("no_contact").citizen_may_choose


def test_instruments_ship_with_wording_or_stay_off() -> None:
    assert set(instruments()) == {
        "mrc", "nrs_pain", "rulers", "own_wellbeing", "own_satisfaction", "phq2", "phq9", "gad7", "sus",
    }  # fmt: skip
    assert [choice.value for choice in instrument("mrc").items[0].choices] == [1, 2, 3, 4, 5]
    assert [item.code for item in instrument("rulers").items] == ["importance", "confidence", "readiness"]
    off = {code for code, item in instruments().items() if not item.enabled_by_default}
    assert off == {"phq2", "phq9", "gad7", "sus"}


def test_an_unworded_instrument_cannot_be_enabled() -> None:
    spoilt = instrument("phq9").model_dump() | {"enabled_by_default": True}
    with pytest.raises(files.ContentError, match="cannot be enabled by default"):
        files.parse(Instrument, spoilt, file="content/instruments/phq9.yaml")


def test_an_unknown_field_names_file_field_value_and_mend(own_content: Path) -> None:
    path = own_content / "offers" / "lungehold.yaml"
    path.write_text(path.read_text() + "prise: 12\n")
    with pytest.raises(files.ContentError) as caught:
        checks.read_content()
    message = str(caught.value)
    assert message.startswith("content/offers/lungehold.yaml: field 'prise':")
    assert "Value: 12." in message and "Mend: Remove it, or use one of:" in message and "variants" in message


def test_a_wrong_value_deep_inside_names_its_path(own_content: Path) -> None:
    path = own_content / "programmes" / "kol.yaml"
    path.write_text(path.read_text().replace('status: V, source: "Thorax', 'status: X, source: "Thorax', 1))
    with pytest.raises(files.ContentError) as caught:
        checks.read_content()
    assert "content/programmes/kol.yaml: field 'modules.2.figures.weeks" in str(caught.value)
    assert "Value: 'X'." in str(caught.value) and "Mend: Use one of: 'V', 'K' or 'P'." in str(caught.value)


def test_a_code_that_is_not_there_names_the_known_ones(own_content: Path) -> None:
    path = own_content / "tracks" / "core.yaml"
    path.write_text(path.read_text().replace("module: core_food", "module: core_fod"))
    with pytest.raises(files.ContentError, match=r"tracks/core.yaml: field 'chain.module'.*'core_fod'.*core_food"):
        checks.read_content()


def test_a_chain_that_does_not_fill_its_weeks_is_refused(own_content: Path) -> None:
    path = own_content / "tracks" / "kol_hold.yaml"
    path.write_text(path.read_text().replace("{module: kol_onward, sessions: 2", "{module: kol_onward, sessions: 3"))
    with pytest.raises(files.ContentError, match="the chain has 21 meetings, but weeks x sessions_per_week = 20"):
        checks.read_content()


def test_two_offers_with_one_code_are_refused(own_content: Path) -> None:
    path = own_content / "offers" / "lungehold.yaml"
    (own_content / "offers" / "copy.yaml").write_text(path.read_text())
    with pytest.raises(files.ContentError, match="is used twice"):
        checks.read_content()


def test_a_file_that_is_not_yaml_names_the_line(own_content: Path) -> None:
    (own_content / "offers" / "broken.yaml").write_text("code: a\nname: {da: x\n")
    with pytest.raises(files.ContentError, match=r"content/offers/broken.yaml: field 'line \d+': is not YAML"):
        checks.read_content()


def test_responsibility_days_must_be_in_order() -> None:
    row = {"role": "payer", "organisation": "host", "from": date(2027, 1, 1), "to": date(2026, 1, 1)}
    with pytest.raises(files.ContentError, match="`to` must be later than `from`"):
        files.parse(schemas.ResponsibilityRow, row | {"status": "P", "source": "Test"}, file="x.yaml")


def test_each_reason_to_reach_out_has_words_in_both_languages_that_fit_a_text_message() -> None:
    for why, _name in Outreach.WHYS:
        for language in ("da", "en"):
            assert 40 < len(ready_text(why, language)) <= MOST_WORDS["sms"]
