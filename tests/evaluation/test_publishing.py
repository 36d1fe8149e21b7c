"""From rows to stored, suppressed tables: once, for the right eyes, and checked again."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sundhedscenter.core import checks
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import ANONYMOUS, Viewer, acting_as, system
from sundhedscenter.evaluation import queries
from sundhedscenter.evaluation.actions import publish_tables
from sundhedscenter.evaluation.checks import NAME
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.evaluation.measures.periods import Quarter
from sundhedscenter.evaluation.models import PublishedTable
from sundhedscenter.evaluation.suppression import SMALL
from sundhedscenter.evaluation.tables.curves import started_content
from sundhedscenter.evaluation.tables.funnel import over_quarters
from sundhedscenter.pathways.models import Progress
from tests.evaluation import crowd
from tests.people import AsOwner, person, staff, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOWNS = ["0665", "0671", "0661", "0779", "0760"]
# A Wednesday: two quarters are over; of the second, asked and first step are due.
AT = datetime(2026, 7, 22, 2, 0, tzinfo=UTC)
PERIODS = [
    "funnel 2026-Q1", "hours 2026-Q1", "started 2026-Q1", "retention 2026-Q1",
    "funnel 2026-Q2", "hours 2026-Q2", "started 2026-Q2",
]  # fmt: skip


@pytest.fixture
def made(catalogue: None, as_owner: AsOwner) -> list[Journey]:
    journeys = crowd.random_journeys(
        Random(3), 160, first=date(2026, 1, 2), days=195, offers=["core", "alone"], towns=TOWNS
    )
    crowd.make(as_owner, journeys)
    return journeys


def findings(at: datetime = AT) -> list[checks.Finding]:
    with acting_as(system("check"), on=day_of(at)):
        return [finding for finding in checks.run_all(at) if finding.check == NAME]


def coordinator(as_owner: AsOwner) -> Viewer:
    return viewer_of(staff(as_owner, "lemvig", role="coordinator"), AT)


def test_each_table_is_published_once(made: list[Journey]) -> None:
    first = publish_tables(at=AT)
    assert first.refused == ()
    assert sorted(first.stored) == sorted(
        ["counter 2026-04-07..2026-07-05", *PERIODS, "waiting 2025-07-01..2026-06-30"]
    )
    assert publish_tables(at=AT).stored == ()
    assert publish_tables(at=AT, again=True).stored == ()
    assert publish_tables(at=AT + timedelta(days=1)).stored == ()
    assert PublishedTable.objects.count() == len(first.stored)
    with acting_as(system("check")):
        assert AuditEntry.objects.filter(verb="table_published").count() == len(first.stored)


def test_older_quarters_can_be_left_to_a_later_run(made: list[Journey]) -> None:
    first = publish_tables(at=AT, newest=1).stored
    assert {line for line in first if line.startswith("funnel")} == {"funnel 2026-Q2"}
    assert {line for line in publish_tables(at=AT).stored if line.startswith("funnel")} == {"funnel 2026-Q1"}
    assert publish_tables(at=AT).stored == ()
    assert findings() == []


def test_how_fast_a_quarter_began_stands_beside_totals_that_are_shown(made: list[Journey], as_owner: AsOwner) -> None:
    publish_tables(at=AT)
    viewer = coordinator(as_owner)
    with acting_as(viewer, on=day_of(AT)):
        by_quarter = queries.by_period(viewer, "started")
    spring = [journey for journey in made if journey.asked_on in Quarter(2026, 2)]
    content = by_quarter["2026-Q2"]
    assert (content["first"], content["last"]) == ("2026-04-01", "2026-06-30")
    assert content["asked"] == len(spring) // 10 * 10
    for days, share in zip((1, 7, 14), content["shares"], strict=True):
        by_then = sum(1 for j in spring if j.started_on and (j.started_on - j.asked_on).days <= days)
        assert abs(share - 100 * by_then / len(spring)) <= content["step"]
    assert started_content(made, quarter=Quarter(2026, 2), days=(1, 7, 14), totals_are_shown=False) is None


def test_a_stage_is_added_when_it_is_due_and_nothing_shown_changes(made: list[Journey], as_owner: AsOwner) -> None:
    publish_tables(at=AT)
    viewer = coordinator(as_owner)
    with acting_as(viewer, on=day_of(AT)):
        before = {table.period: table for table in queries.funnels(viewer)}
    later = AT + timedelta(days=8)
    assert "funnel 2026-Q2" in publish_tables(at=later).stored
    with acting_as(viewer, on=day_of(later)):
        after = {table.period: table for table in queries.funnels(viewer)}
    assert after["2026-Q1"] == before["2026-Q1"]
    assert before["2026-Q2"].stages == ("asked", "first_step")
    assert after["2026-Q2"].stages == ("asked", "first_step", "seat")
    for key, count in before["2026-Q2"].cells.items():
        assert count is None or after["2026-Q2"].cells[key] == count
    assert findings(later) == []


def test_numbers_are_those_of_the_people(made: list[Journey], as_owner: AsOwner) -> None:
    publish_tables(at=AT)
    viewer = coordinator(as_owner)
    with acting_as(viewer, on=day_of(AT)):
        tables = queries.funnels(viewer)
        hours = queries.by_period(viewer, "hours")["2026-Q1"]
        waiting = queries.newest(viewer, "waiting")
        retention = queries.newest(viewer, "retention")
    spring = [journey for journey in made if journey.asked_on <= date(2026, 6, 30)]
    started = [j for j in spring if j.started_on and (j.started_on - j.asked_on).days <= 14]
    assert over_quarters(tables, "first_step") == (len(started), len(spring))
    assert all(count is None or count >= SMALL for table in tables for *_, count in table.lines())
    assert hours["asked"] == tables[0].count("asked")
    assert len(hours["times"]) == len(hours["seats"]) == 40
    assert waiting is not None
    assert waiting["curves"][0]["people"] == len(spring) // 10 * 10
    assert retention is not None
    assert len(retention["lines"][0]["shares"]) == 5


def test_only_a_coordinator_gets_the_tables(made: list[Journey], as_owner: AsOwner) -> None:
    publish_tables(at=AT)
    entitled = coordinator(as_owner)
    others = [ANONYMOUS, person(as_owner).viewer, viewer_of(staff(as_owner, "lemvig", role="manager"), AT)]
    with acting_as(entitled, on=day_of(AT)):
        assert len(queries.published("funnel")) == 2
    with acting_as(entitled, on=date(2019, 1, 1)):
        assert queries.published("funnel") == []
    for viewer in others:
        with acting_as(viewer, on=day_of(AT)):
            assert queries.published("funnel") == []
            with pytest.raises(queries.NotCoordinator):
                queries.funnels(viewer)


def test_the_counter_is_for_everybody_and_costs_one_query(made: list[Journey]) -> None:
    assert queries.public_counter() is None
    publish_tables(at=AT)
    with (
        acting_as(ANONYMOUS),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        counter = queries.public_counter()
    assert len(captured) == 1
    assert counter is not None
    assert (counter.first, counter.last) == (date(2026, 4, 7), date(2026, 7, 5))
    asked = [journey for journey in made if counter.first <= journey.asked_on <= counter.last]
    assert counter.asked == len(asked) // 10 * 10
    assert counter.days == (1, 7, 14)
    for days, share in zip(counter.days, counter.shares, strict=True):
        by_then = sum(1 for j in asked if j.started_on and (j.started_on - j.asked_on).days <= days)
        assert share is not None
        assert abs(share - 100 * by_then / len(asked)) <= 10


def test_the_check_counts_again_and_audits(made: list[Journey]) -> None:
    publish_tables(at=AT)
    assert findings() == []
    row = PublishedTable.objects.get(name="funnel", period="2026-Q1")
    shown = next(cell for cell in row.content["cells"] if cell[4] is not None)
    with acting_as(system("evaluation")):
        shown[4] += 1
        PublishedTable.objects.create(
            name="funnel", period="2026-Q1", through=row.through, edition=2, content=row.content, published_at=AT
        )
    (found,) = findings()
    assert "1 numbers differ" in found.problem


def test_a_correction_is_published_as_a_further_edition(made: list[Journey], as_owner: AsOwner) -> None:
    publish_tables(at=AT)
    with as_owner():
        late = Progress.objects.filter(at__date__lte=date(2026, 3, 1)).values_list("pk", flat=True)[:12]
        Progress.objects.filter(pk__in=list(late)).update(withdrawn_at=AT)
    assert findings()
    assert publish_tables(at=AT).stored == ()
    assert "funnel 2026-Q1" in publish_tables(at=AT, again=True).stored
    assert findings() == []
    assert PublishedTable.objects.filter(name="funnel", period="2026-Q1").count() == 2


def test_what_was_published_is_never_changed(made: list[Journey]) -> None:
    publish_tables(at=AT)
    for act in (PublishedTable.objects.all().delete, lambda: PublishedTable.objects.update(period="x")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_nothing_is_published_before_anybody_asked(catalogue: None) -> None:
    """But the counter says so."""
    stored = publish_tables(at=AT).stored
    assert {line.split()[0] for line in stored} == {"counter"}
    counter = queries.public_counter()
    assert counter is not None
    assert counter.asked == 0
    assert counter.shares == (None, None, None)
    assert findings() == []
