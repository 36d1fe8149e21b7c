"""The database gives back what happened, cut off on a day, to the processes that count and to nobody else."""

from datetime import date, timedelta
from random import Random

import pytest

from sundhedscenter.catalogue.models import Offer, Variant
from sundhedscenter.core.viewer import ANONYMOUS, acting_as, system
from sundhedscenter.core.week import slot_number
from sundhedscenter.evaluation import facts, queries
from sundhedscenter.evaluation.measures.journeys import Journey
from sundhedscenter.pathways.models import Pathway, PathwayFact, PlanItem, Progress
from tests.evaluation import crowd
from tests.journey.acts import resize
from tests.people import AT, AsOwner, accepts, leader, person, staff, viewer_of
from tests.small_catalogue import WAIT_ON_VIDEO

pytestmark = pytest.mark.django_db
TOWNS = ["0665", "0671", "0661", "0779", "0760"]
COUNTING = system("evaluation")
FIRST, LAST = date(2026, 1, 20), date(2026, 12, 1)


def cut(journey: Journey, through: date) -> Journey:
    """The journey as it is known at the end of a day."""

    def known(day: date | None) -> date | None:
        return day if day is not None and day <= through else None

    ended = known(journey.ended_on)
    return Journey(
        journey.asked_on,
        journey.offer,
        journey.municipality,
        known(journey.started_on),
        known(journey.seat_on),
        known(journey.session_on),
        known(journey.dose_on),
        ended,
        journey.end_kind if ended else "",
        journey.week,
    )


def text(journeys: list[Journey]) -> list[str]:
    return sorted(repr(journey) for journey in journeys)


@pytest.mark.slow
def test_journeys_come_back_as_they_went_in(catalogue: None, as_owner: AsOwner) -> None:
    made = crowd.random_journeys(Random(7), 60, first=FIRST, days=120, offers=["core", "alone"], towns=TOWNS)
    crowd.make(as_owner, made)
    for through in (LAST, date(2026, 3, 15)):
        with acting_as(COUNTING, on=through):
            found = facts.journeys(through=through)
        assert text(found) == text([cut(journey, through) for journey in made if journey.asked_on <= through])


def test_nobody_but_the_counting_processes_gets_a_row(catalogue: None, as_owner: AsOwner) -> None:
    leader(as_owner, "skive")
    citizen = person(as_owner)
    accepts(citizen, "lemvig", WAIT_ON_VIDEO)
    coordinator = staff(as_owner, "lemvig", role="coordinator")
    manager = staff(as_owner, "lemvig", role="manager")
    for viewer in (ANONYMOUS, citizen.viewer, viewer_of(coordinator), viewer_of(manager), system("pooling")):
        with acting_as(viewer):
            assert facts.journeys(through=LAST) == []
    for name in ("evaluation", "check"):
        with acting_as(system(name)):
            assert len(facts.journeys(through=LAST)) == 1


def test_the_offer_is_the_track_of_the_day_they_asked(catalogue: None, as_owner: AsOwner) -> None:
    """By their own act: a place in line for the group counts there, who starts alone counts as alone."""
    leader(as_owner, "skive")
    accepts(person(as_owner), "struer", WAIT_ON_VIDEO)
    accepts(person(as_owner), "skive", "start_now:start")
    with acting_as(COUNTING):
        found = {(journey.offer, journey.municipality, journey.started_on) for journey in facts.journeys(through=LAST)}
    assert found == {("core", "0671", None), ("alone", "0779", None)}


def test_leaving_counts_until_the_return(catalogue: None, as_owner: AsOwner) -> None:
    day = date(2026, 2, 2)
    crowd.make(as_owner, [Journey(day, "core", "0665", day, ended_on=day + timedelta(days=3), end_kind="left")])
    with as_owner():
        pathway = Pathway.objects.get()
        back = crowd.noon(day + timedelta(days=9))
        PathwayFact.objects.create(
            pathway=pathway, citizen_id=pathway.citizen_id, kind="resumed", at=back, by="system:test"
        )
    with acting_as(COUNTING):
        assert facts.journeys(through=day + timedelta(days=8))[0].end_kind == "left"
        assert facts.journeys(through=day + timedelta(days=9))[0].end_kind == ""


def test_dose_is_reached_at_the_share_of_the_tracks_sessions(catalogue: None, as_owner: AsOwner) -> None:
    """Three quarters of eight meetings are six."""
    day = date(2026, 2, 2)
    crowd.make(as_owner, [Journey(day, "core", "0665")])
    with as_owner():
        item = PlanItem.objects.get(kind="track")
        for week in range(6):
            Progress.objects.create(
                pathway_id=item.pathway_id,
                citizen_id=item.citizen_id,
                plan_item=item,
                kind="session",
                at=crowd.noon(day + timedelta(weeks=week + 1)),
                source_kind="test",
                source_id=f"meeting-{week}",
            )
    with acting_as(COUNTING):
        assert facts.journeys(through=day + timedelta(weeks=5))[0].dose_on is None
        assert facts.journeys(through=LAST)[0].dose_on == day + timedelta(weeks=6)


@pytest.mark.slow
def test_an_offer_lacks_what_neither_its_forms_nor_its_open_groups_give(catalogue: None, as_owner: AsOwner) -> None:
    assert queries.offer_gaps(at=AT) == []
    with as_owner():
        Variant.objects.exclude(form="group_site").delete()
    (gap,) = queries.offer_gaps(at=AT)
    assert (gap.offer.code, gap.lacks_no_travel, gap.lacks_evening) == ("grundhold", True, True)
    with as_owner():
        Variant.objects.create(offer=Offer.objects.get(), form="group_video", minutes=60)
    (gap,) = queries.offer_gaps(at=AT)
    assert (gap.lacks_no_travel, gap.lacks_evening) == (False, True)
    resize(as_owner, "core", least=1, most=4)
    leader(as_owner, "skive", slot_mask=1 << slot_number(1, 19))
    accepts(person(as_owner), "lemvig", WAIT_ON_VIDEO)
    assert queries.offer_gaps(at=AT) == []
