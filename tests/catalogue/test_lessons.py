from datetime import date
from pathlib import Path

import pytest

from sundhedscenter.catalogue import checks, files, lessons


@pytest.mark.parametrize("code", lessons.lesson_codes())
def test_a_lesson_is_whole_in_both_languages(code: str) -> None:
    danish, english = lessons.lesson(code, "da"), lessons.lesson(code, "en")
    assert len(danish.steps) == len(english.steps) and 3 <= len(danish.steps) <= 4
    assert [len(x.check.options) for x in (danish, english)] == [3, 3]
    assert [o.right for o in danish.check.options] == [o.right for o in english.check.options]
    assert [c.code for c in danish.action.choices] == [c.code for c in english.action.choices]
    assert "112" in danish.safety and "112" in english.safety
    assert (danish.minutes, danish.module, danish.track) == (english.minutes, english.module, english.track)


@pytest.mark.parametrize("code", lessons.lesson_codes())
def test_a_lesson_is_unsigned_and_says_so(code: str) -> None:
    for language in lessons.LANGUAGES:
        lesson = lessons.lesson(code, language)
        assert lesson.status == "K" and len(lesson.sources) >= 2
        assert lesson.reviewer == "" and lesson.review_date is None
        assert lesson.notice == lessons.NOTICE[language]


def test_lessons_exist_for_each_offer_that_names_one_and_point_at_real_content() -> None:
    content = checks.read_content()
    assert {"kol", "type2", "heart", "start"} <= set(lessons.lesson_codes())
    for code in lessons.lesson_codes():
        lesson = lessons.lesson(code)
        assert lesson.programme in content.programmes
        assert lesson.track in content.tracks
        assert code in content.modules[lesson.module].lessons
        assert lesson.module in [link.module for link in content.tracks[lesson.track].chain]


def test_the_action_names_a_weekday_three_days_ahead() -> None:
    monday = date(2026, 11, 23)
    assert lessons.lesson("kol").action.question_on(monday) == "Hvad vil du prøve inden torsdag?"
    assert lessons.lesson("kol", "en").action.question_on(monday) == "What will you try before Thursday?"


def test_steps_are_found_by_number_from_one() -> None:
    lesson = lessons.lesson("kol")
    assert lesson.step(1).heading == "Du er ikke alene"
    assert "<ol>" in lesson.step(2).html
    with pytest.raises(LookupError, match="steps 1 to 4, not 5"):
        lesson.step(5)


def test_a_lesson_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(lessons.LessonNotFound, match=r"no lesson 'xyz\.da'\. Known: .*kol"):
        lessons.lesson("xyz")
    with pytest.raises(lessons.LessonNotFound):
        lessons.lesson("../organisations")
    with pytest.raises(lessons.LessonNotFound):
        lessons.lesson("kol", "de")


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    text = (files.content_root() / "lessons" / "kol.da.md").read_text()
    assert old in text
    path = tmp_path / "kol.da.md"
    path.write_text(text.replace(old, new, 1))
    return path


def test_raw_html_in_a_lesson_is_shown_as_text(tmp_path: Path) -> None:
    lesson = lessons.read_lesson(spoilt(tmp_path, "Mange med KOL", "<script>alert(1)</script> Mange med KOL"))
    assert "<script>" not in lesson.step(1).html and "&lt;script&gt;" in lesson.step(1).html


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minutes: 8", "minutes: 0", r"kol.da.md: field 'minutes'.*Value: 0"),
        ("minutes: 8", "minuts: 8", r"field 'minuts'.*Mend: Remove it, or use one of: .*minutes"),
        ("right: true", "right: false", "exactly one option must have `right: true`"),
        ('reviewer: ""', 'reviewer: "Anne"', "filled in together"),
        ('  - "Lungeforeningen (lunge.dk)"\n', "", None),
        ("code: kol", "code: lol", "does not match the file name"),
        ("---\ncode", "code", "front matter"),
        ("language: da", "language: [", "is not YAML"),
        ("## Du er", "Du er", None),
    ],
)
def test_a_mistake_in_a_lesson_is_named(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    path = spoilt(tmp_path, old, new)
    if message is None:  # two sources and three steps are still enough
        assert lessons.read_lesson(path).code == "kol"
        return
    with pytest.raises(files.ContentError, match=message):
        lessons.read_lesson(path)


def test_a_signed_lesson_has_no_notice(tmp_path: Path) -> None:
    path = spoilt(tmp_path, 'reviewer: ""\nreview_date: null', 'reviewer: "Anne Leder"\nreview_date: 2026-11-20')
    assert lessons.read_lesson(path).notice == ""
