"""Random relations: the scoping function, row-level security and a slow, plain rule open the same citizens."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sundhedscenter.citizens.models import Citizen, Contact, Relation
from sundhedscenter.citizens.queries import citizens_visible_to
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.partnership.models import Organisation, User
from tests.people import AT, AsOwner

TODAY = date(2026, 3, 2)
CITIZENS, ORGANISATIONS, STAFF = range(4), range(3), range(2)


@dataclass(frozen=True)
class Opened:
    """A relation of citizen number `citizen` to one organisation or one person, in days from today."""

    citizen: int
    organisation: int | None
    staff: int | None
    scope: str
    begin: int
    days: int | None

    def holds(self, on: date) -> bool:
        begin = TODAY + timedelta(days=self.begin)
        return begin <= on and (self.days is None or on < begin + timedelta(days=self.days))


opened = st.builds(
    lambda citizen, whose, scope, begin, days: Opened(
        citizen, whose if whose < 3 else None, whose - 3 if whose >= 3 else None, scope, begin, days
    ),
    citizen=st.sampled_from(CITIZENS),
    whose=st.integers(0, 4),
    scope=st.sampled_from(["care", "group"]),
    begin=st.integers(-3, 3),
    days=st.none() | st.integers(1, 4),
)
viewers = st.tuples(
    st.sets(st.sampled_from(ORGANISATIONS)),
    st.none() | st.sampled_from([("staff", number) for number in STAFF] + [("citizen", number) for number in CITIZENS]),
)


def plainly(
    relations: list[Opened], organisations: set[int], user: tuple[str, int] | None, scope: str, on: date
) -> set[int]:
    """Citizen numbers the viewer may see, said the slow way: themselves, or by a relation that holds that day."""
    found = {user[1]} if user and user[0] == "citizen" else set()
    for relation in relations:
        mine = relation.organisation in organisations or (user is not None and user == ("staff", relation.staff))
        if mine and relation.holds(on) and (relation.scope == "care" or scope == "group"):
            found.add(relation.citizen)
    return found


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(relations=st.lists(opened, max_size=8), viewer=viewers, days=st.integers(-4, 8))
def test_three_rules_open_the_same_citizens(
    as_owner: AsOwner, relations: list[Opened], viewer: tuple[set[int], tuple[str, int] | None], days: int
) -> None:
    on, (numbers, who) = TODAY + timedelta(days=days), viewer
    with transaction.atomic():
        with as_owner():
            organisations = [
                Organisation.objects.create(code=f"o{n}", name="O", kind="municipality", valid=DateRange(TODAY, None))
                for n in ORGANISATIONS
            ]
            staff = [User.objects.create(username=f"s{n}") for n in STAFF]
            users = [User.objects.create(username=f"c{n}") for n in CITIZENS]
            people = [Citizen.objects.create(user=user, display_name="B", created_at=AT) for user in users]
            Contact.objects.bulk_create(Contact(citizen=c, recorded_at=AT, full_name="B") for c in people)
            for number, one in enumerate(relations):
                begin = TODAY + timedelta(days=one.begin)
                Relation.objects.create(
                    citizen=people[one.citizen],
                    organisation=organisations[one.organisation] if one.organisation is not None else None,
                    staff=staff[one.staff] if one.staff is not None else None,
                    scope=one.scope,
                    during=DateRange(begin, begin + timedelta(days=one.days) if one.days else None),
                    source_kind="test",
                    source_id=str(number),
                )
        user = None if who is None else (staff if who[0] == "staff" else users)[who[1]]
        looking = Viewer(
            name=f"user:{user.pk}" if user else "",
            user_id=user.pk if user else None,
            orgs=tuple(organisations[n].pk for n in sorted(numbers)) if user else (),
        )
        for scope, model in (("group", Citizen), ("care", Contact)):
            expected = {people[n].pk for n in (plainly(relations, numbers, who, scope, on) if user else ())}
            with acting_as(looking, on=on):
                by_database = set(model.objects.values_list("pk" if model is Citizen else "citizen_id", flat=True))
                with as_owner():  # the first wall alone: the owner stands outside the second
                    by_scoping = set(citizens_visible_to(looking, scope=scope).values_list("pk", flat=True))
            assert by_database == expected
            assert by_scoping == expected
        transaction.set_rollback(True)
