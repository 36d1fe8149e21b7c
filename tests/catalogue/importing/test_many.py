"""A thousand offers of 98 municipalities in one import, and ten thousand rows in one check."""

import json
import time
from pathlib import Path

import pytest

from bench.offers import services
from sundhedscenter.catalogue.importing import here, writing
from sundhedscenter.catalogue.importing.house import empty_house
from sundhedscenter.catalogue.importing.planning import Kind
from sundhedscenter.catalogue.importing.reading import read_offers
from sundhedscenter.catalogue.models import Offer
from sundhedscenter.core.viewer import acting_as, system
from tests.catalogue.importing.helpers import TODAY
from tests.catalogue.offers import editor
from tests.people import AT, AsOwner

CPU_SECONDS = 60


def file_of(folder: Path, count: int) -> Path:
    path = folder / "mange.json"
    path.write_text(json.dumps({"contents": list(services(count))}))
    return path


@pytest.mark.slow
def test_a_file_of_all_municipalities_is_right(tmp_path: Path) -> None:
    reading = read_offers(file_of(tmp_path, 98), areas=empty_house().postal_areas, today=TODAY)
    assert (len(reading.found), reading.telling.mistakes) == (98, [])


@pytest.mark.long
def test_ten_thousand_rows_are_checked_within_a_minute_of_cpu(tmp_path: Path) -> None:
    file = file_of(tmp_path, 10_000)
    began = time.process_time()
    reading = read_offers(file, areas=empty_house().postal_areas, today=TODAY)
    assert (len(reading.found), reading.telling.mistakes) == (10_000, [])
    assert time.process_time() - began < CPU_SECONDS


@pytest.mark.long
@pytest.mark.parametrize("count", [1000])
def test_thousand_offers_come_in_within_a_minute_of_cpu(
    tmp_path: Path, loaded: dict[str, int], as_owner: AsOwner, count: int
) -> None:
    """Counted is the CPU of the import; PostgreSQL has a process of its own."""
    user = editor(as_owner, "struer")
    reader = writing.editor_named(username=user.username, organisation="struer", reviews=True, at=AT)
    file = file_of(tmp_path, count)
    began = time.process_time()
    reading = read_offers(file, areas=here.postal_areas(), today=TODAY)
    with acting_as(system("import")) as viewer:
        outcome = writing.bring_in(reading, source="alle", by=viewer, at=AT, editor=reader)
        took = time.process_time() - began
        again = writing.bring_in(reading, source="alle", by=viewer, at=AT, editor=reader)
    assert reading.telling.mistakes == []
    assert len(outcome.in_operation) + len(outcome.waiting) == count
    assert len(again.plan.codes(Kind.UNCHANGED)) == count
    assert Offer.objects.filter(origin="import").count() == count
    assert took < CPU_SECONDS
