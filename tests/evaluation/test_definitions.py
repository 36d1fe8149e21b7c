"""Every number has a definition that loads, in both languages, in plain Danish."""

import pytest

from sundhedscenter.catalogue import files
from sundhedscenter.catalogue.lix import lix
from sundhedscenter.evaluation.measures.definitions import Measure, measure, measures, stage_days
from sundhedscenter.evaluation.measures.funnel import STAGES

TEXTS = ("what", "numerator", "denominator", "period", "unit", "leaves_out")


def test_every_definition_loads() -> None:
    assert set(measures()) == {
        *STAGES, "started_within", "started_by_quarter", "waiting_curve", "wanted_times", "seats_by_time", "retention", "offers_without",
    }  # fmt: skip
    assert {path.stem for path, _ in files.read_all(Measure, "measures")} == set(measures())


def test_what_the_definitions_say_is_what_is_counted() -> None:
    assert stage_days() == {"asked": 0, "first_step": 14, "seat": 28, "first_session": 60, "dose_reached": 180}
    assert measure("started_within").numbers("days") == (1, 7, 14)
    assert "1, 7" in measure("started_within").name.da
    assert f"{measure('started_within').number('window_days'):.0f} dage" in measure("started_within").period.da


@pytest.mark.parametrize("code", sorted(measures()))
def test_a_definition_is_plain(code: str) -> None:
    words = [getattr(measure(code), field) for field in TEXTS]
    assert lix(". ".join(text.da.rstrip(".") for text in words if text) + ".") <= 35


def test_a_wrong_definition_names_file_field_and_mend() -> None:
    with pytest.raises(files.ContentError, match=r"field 'kind'.*Use one of"):
        files.parse(Measure, {"code": "x", "kind": "feeling"}, file="content/measures/x.yaml")
