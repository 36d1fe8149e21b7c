"""Whoever moves to another partner municipality is handed over: what they have stays, who answers for them changes."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.citizens.models import Relation, Task
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.groups.models import Seat, WaitingPlace
from sundhedscenter.journey.hand_over import LOOKS_ON
from sundhedscenter.journey.responsibility import move
from sundhedscenter.journey.staff import NotVisible, case, cases
from sundhedscenter.partnership.models import Organisation
from sundhedscenter.pathways.models import PathwayResponsibility, PlanItem
from tests.journey.acts import CHECK, DAY, VIDEO, findings, resize, told, way_of
from tests.people import AT, AsOwner, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db
LATER = AT + 20 * DAY


def test_a_new_conversation_from_another_municipality_hands_over(content: None, as_owner: AsOwner) -> None:
    old, new = staff(as_owner, "lemvig", name="Lemvig"), staff(as_owner, "struer", name="Struer")
    anna = person(as_owner, "Anna")
    pathway = accepts(anna, "lemvig", "talk:centre").pathway
    accepts(anna, "struer", "talk:centre", LATER)
    way = way_of(anna, LATER)
    assert (way.responsible, way.pathway.contact_person, way.people[0].organisation) == (
        "Struer Kommune",
        new,
        "Struer Kommune",
    )
    with acting_as(viewer_of(new, LATER), on=day_of(LATER)) as viewer:
        (line,) = cases(viewer, on=day_of(LATER))
        assert (line.display_name, line.task, line.owner) == ("Anna", "call_citizen", "Struer")
        assert case(viewer, anna.citizen.pk, at=LATER, language="da").way is not None
    with acting_as(CHECK, on=day_of(LATER)):
        today = day_of(LATER)
        said = {
            (row.role, row.organisation.code): row.during
            for row in PathwayResponsibility.objects.filter(pathway=pathway).select_related("organisation")
        }
        # The offer's own plan: authority and payer go to the region on a day to come.
        turns = {"authority": date(2027, 1, 1), "payer": date(2027, 1, 1)}
        for role in ("authority", "operator", "payer", "controller"):
            assert said[role, "lemvig"] == DateRange(day_of(AT), today)
            assert said[role, "struer"] == DateRange(today, turns.get(role))
            if role in turns:
                assert said[role, "region-midtjylland"] == DateRange(turns[role], None)
        (left,) = Task.objects.filter(owner_organisation__code="lemvig")
        (owed,) = Task.objects.filter(owner_organisation__code="struer")
        assert (left.end_reason, owed.owner, owed.deadline) == ("handed_over", new, left.deadline)
        held = Relation.objects.filter(organisation=Organisation.objects.get(code="lemvig")).get()
        assert held.during == DateRange(day_of(AT), today + LOOKS_ON)
    for at, sees in ((LATER + 182 * DAY, True), (LATER + 183 * DAY, False)):
        with acting_as(viewer_of(old, at), on=day_of(at)) as viewer:
            if sees:
                assert case(viewer, anna.citizen.pk, at=at, language="da").citizen == anna.citizen
            else:
                with pytest.raises(NotVisible):
                    case(viewer, anna.citizen.pk, at=at, language="da")


def test_plan_seats_and_dates_stay_when_somebody_moves(content: None, as_owner: AsOwner) -> None:
    resize(as_owner, "core", least=1, most=3)
    leader(as_owner, "skive")
    anna = person(as_owner)
    seat = accepts(anna, "lemvig", VIDEO).seat
    before = way_of(anna, AT + DAY)
    accepts(anna, "holstebro", "start_now:start", AT + DAY)
    after = way_of(anna, AT + DAY)
    assert [kept.pk for kept in after.seats] == [seat.pk if seat else None]
    assert after.dates == before.dates
    assert [line.item.pk for line in after.plan] == [line.item.pk for line in before.plan]
    assert findings(AT + DAY) == []


def test_moving_on_the_day_it_began_and_back_again(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    for municipality in ("lemvig", "struer", "lemvig"):
        accepts(anna, municipality, "talk:centre")
    assert way_of(anna).responsible == "Lemvig Kommune"
    assert findings() == []
    with acting_as(CHECK, on=day_of(AT)):
        assert Task.objects.filter(ended_at=None).get().owner_organisation.code == "lemvig"


def test_a_role_that_somebody_else_has_is_not_moved(content: None, as_owner: AsOwner) -> None:
    anna, skive, turn = person(as_owner), Organisation.objects.get(code="skive"), date(2027, 1, 1)
    pathway = accepts(anna, "lemvig", "talk:centre").pathway
    offer = Offer.objects.get(code="kom-i-gang")
    with acting_as(CHECK, on=day_of(AT)) as by:
        move(offer=offer, role="payer", to=skive, on=day_of(AT), why="", by=by, at=AT)
    accepts(anna, "struer", "talk:centre", LATER)
    with acting_as(CHECK, on=day_of(LATER)):
        rows = PathwayResponsibility.objects.filter(pathway=pathway)
        assert dict(rows.filter(during__contains=day_of(LATER)).values_list("role", "organisation__code")) == {
            "authority": "struer",
            "operator": "struer",
            "payer": "skive",
            "controller": "struer",
        }
        assert rows.get(role="authority", during__contains=turn).organisation.code == "region-midtjylland"


def test_staying_in_the_municipality_hands_nothing_over(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner)
    accepts(anna, "lemvig", "talk:centre")
    accepts(anna, "lemvig", "talk:centre", LATER)
    with acting_as(CHECK, on=day_of(LATER)):
        today = PathwayResponsibility.objects.filter(during__contains=day_of(LATER))
        assert set(today.values_list("role", "organisation__code")) == {
            (role, "lemvig") for role in ("authority", "operator", "payer", "controller")
        }
        assert Relation.objects.get(during__contains=day_of(LATER)).during == DateRange(day_of(AT), None)
        assert (Task.objects.count(), PlanItem.objects.filter(kind="talk").count()) == (1, 1)
        assert not Seat.objects.exists()
        assert not WaitingPlace.objects.exists()
    assert told("call_confirmed") == [anna.citizen.display_name]
