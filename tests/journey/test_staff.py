"""A municipality's own professional sees its citizens' pathways, most urgent first, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.journey.staff import NotVisible, case, cases
from tests.journey.acts import DAY, VIDEO, does
from tests.people import AT, AsOwner, accepts, leader, person, staff, viewer_of

pytestmark = pytest.mark.django_db


def test_cases_are_the_own_municipalitys_most_urgent_first(content: None, as_owner: AsOwner) -> None:
    professional = staff(as_owner, "lemvig", name="Fag Lemvig")
    leader(as_owner, "skive")
    early, late, no = person(as_owner, "Tidlig"), person(as_owner, "Sen"), person(as_owner, "Nej")
    accepts(early, "lemvig", VIDEO)
    accepts(late, "lemvig", VIDEO, AT + DAY, topic="kol")
    accepts(no, "lemvig", VIDEO)
    does(no, "say_no", reason="other")
    accepts(person(as_owner, "Struer"), "struer", VIDEO)
    with acting_as(viewer_of(professional), on=day_of(AT + DAY)) as viewer:
        lines = cases(viewer, on=day_of(AT + DAY))
    assert [(line.display_name, line.topic, line.status, line.owner, line.task) for line in lines] == [
        ("Nej", "unsure", "not_now", "Fag Lemvig", "after_no"),
        ("Sen", "kol", "plan_proposed", "Fag Lemvig", ""),
        ("Tidlig", "unsure", "plan_proposed", "Fag Lemvig", ""),
    ]
    assert lines[0].deadline == day_of(AT + 5 * DAY)


def test_cases_ask_the_same_number_of_questions(content: None, as_owner: AsOwner) -> None:
    asked = []
    for many in (1, 3):
        municipality = "lemvig" if many == 1 else "struer"
        professional = staff(as_owner, municipality)
        for _ in range(many):
            accepts(person(as_owner), municipality, "talk:centre")
        with acting_as(viewer_of(professional), on=day_of(AT)) as viewer, CaptureQueriesContext(connection) as seen:
            assert len(cases(viewer, on=day_of(AT))) == many
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_case_of_another_municipality_is_not_there(content: None, as_owner: AsOwner) -> None:
    anna = person(as_owner, "Anna")
    accepts(anna, "lemvig", "talk:centre")
    own, other = staff(as_owner, "lemvig"), staff(as_owner, "struer")
    with acting_as(viewer_of(own), on=day_of(AT)) as viewer:
        found = case(viewer, anna.citizen.pk, at=AT, language="da")
        assert (found.contact is not None and found.contact.phone, found.way is not None) == ("20 00 00 00", True)
    with acting_as(viewer_of(other), on=day_of(AT)) as viewer, pytest.raises(NotVisible):
        case(viewer, anna.citizen.pk, at=AT, language="da")


def test_the_leader_of_a_shared_group_has_no_cases(content: None, as_owner: AsOwner) -> None:
    user = leader(as_owner, "skive")
    citizens = [person(as_owner) for _ in range(4)]
    for citizen in citizens:
        accepts(citizen, "lemvig", VIDEO)
    with acting_as(viewer_of(user), on=day_of(AT)) as viewer:
        assert cases(viewer, on=day_of(AT)) == []
        with pytest.raises(NotVisible):
            case(viewer, citizens[0].citizen.pk, at=AT, language="da")
