"""The database refuses whoever lets through what was written in their own house, each way round it.

Rows are added past the acts, as code that forgot the rules would do, through the site's own login.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue import stages, workshop
from sundhedscenter.catalogue.models import Offer, OfferCheck, OfferDecision, OfferReminder, OfferVersion
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.catalogue.workshop_rules import may_review
from sundhedscenter.core import clock
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.partnership.models import User
from tests.catalogue.offers import also_at, as_viewer, document, editor, house, in_review, of_the_house, written
from tests.people import AT, AsOwner, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
OTHER = "offer_reviewed_by_another_organisation"
NO_EDITOR = "offer_decision_by_an_editor"
ORDER = "offer_decision_in_order"
NOT_READ = "offer_shown_as_it_was_read"


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        yield


def decide(
    version: OfferVersion, by: User | None, at: str | None, stage: str = "trial", **more: object
) -> OfferDecision:
    said = {"decided_at": AT} | more
    return OfferDecision.objects.create(
        version=version, stage=stage, decided_by=by, organisation=house(at) if at else None, **said
    )


@pytest.fixture
def author(as_owner: AsOwner) -> User:
    return editor(as_owner, "lemvig", name="Forfatter")


@pytest.fixture
def version(author: User) -> OfferVersion:
    return in_review(author)


@pytest.mark.parametrize("stage", ["trial", "operation"])
@pytest.mark.parametrize("role", ["offer_editor", "clinical_lead"])
def test_editor_of_another_house_lets_through(version: OfferVersion, as_owner: AsOwner, role: str, stage: str) -> None:
    assert decide(version, editor(as_owner, "struer", role=role), "struer", stage).pk


def test_a_colleague_is_refused(version: OfferVersion, as_owner: AsOwner) -> None:
    with refused(OTHER):
        decide(version, editor(as_owner, "lemvig"), "lemvig")


def test_own_words_are_refused(version: OfferVersion, author: User, as_owner: AsOwner) -> None:
    also_at(as_owner, author, "struer")
    with refused(OTHER):
        decide(version, author, "struer")


def test_own_words_are_refused_after_changing_house(version: OfferVersion, author: User, as_owner: AsOwner) -> None:
    on = day_of(AT)
    with as_owner():
        author.employments.update(during=DateRange(date(2020, 1, 1), on + timedelta(days=1)))
    also_at(as_owner, author, "struer", during=DateRange(on + timedelta(days=1), None))
    with refused(OTHER):
        decide(version, author, "struer", decided_at=AT + timedelta(days=2))


def test_who_works_in_both_houses_is_refused(version: OfferVersion, as_owner: AsOwner) -> None:
    reader = editor(as_owner, "struer")
    also_at(as_owner, reader, "lemvig", role="professional")
    with refused(OTHER):
        decide(version, reader, "struer")


def test_colleague_of_the_authors_other_house_is_refused(
    version: OfferVersion, author: User, as_owner: AsOwner
) -> None:
    also_at(as_owner, author, "struer", role="professional")
    with refused(OTHER):
        decide(version, editor(as_owner, "struer"), "struer")


def test_a_house_one_does_not_work_at_is_refused(version: OfferVersion, as_owner: AsOwner) -> None:
    with refused(NO_EDITOR):
        decide(version, editor(as_owner, "lemvig"), "struer")


def test_wording_in_the_name_of_another_house_is_refused(author: User) -> None:
    """Else one would write for Struer and have one's own colleague in Lemvig let it through."""
    with refused("offer_version_by_an_editor"):
        OfferVersion.objects.create(
            offer=written(author).offer,
            number=2,
            document=document(organisation="struer").model_dump(mode="json", by_alias=True),
            organisation=house("struer"),
            written_by=author,
            written_at=AT,
        )


@pytest.mark.parametrize("role", ["professional", "manager", "coordinator", "operator"])
def test_other_roles_are_refused(version: OfferVersion, as_owner: AsOwner, role: str) -> None:
    with refused(NO_EDITOR):
        decide(version, staff(as_owner, "struer", role=role), "struer")


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2025, 1, 1)])
def test_ended_work_is_refused(version: OfferVersion, as_owner: AsOwner, day: date) -> None:
    """The last day is the one before the end of the span: AT is 2 March."""
    reader = editor(as_owner, "struer")
    with as_owner():
        reader.employments.update(during=DateRange(date(2020, 1, 1), day))
    with refused(NO_EDITOR):
        decide(version, reader, "struer")


def test_the_last_day_of_work_still_counts(version: OfferVersion, as_owner: AsOwner) -> None:
    reader = editor(as_owner, "struer")
    with as_owner():
        reader.employments.update(during=DateRange(date(2020, 1, 1), date(2026, 3, 3)))
    assert decide(version, reader, "struer").pk


def test_decision_before_the_wording_is_refused(version: OfferVersion, as_owner: AsOwner) -> None:
    with refused(ORDER):
        decide(version, editor(as_owner, "struer"), "struer", decided_at=AT - timedelta(seconds=1))


def test_moves_follow_the_table_and_no_other(as_owner: AsOwner, author: User) -> None:
    """Every pair of stages: the trigger holds the same table as `stages.NEXT`."""
    reader = editor(as_owner, "struer")
    to_stage = {
        "draft": [],
        "review": ["review"],
        "trial": ["review", "trial"],
        "operation": ["review", "operation"],
        "retired": ["retired"],
    }
    assert all(b in stages.NEXT[Stage(a)] for way in to_stage.values() for a, b in pairwise(["draft", *way]))
    for number, (was, becomes) in enumerate(product(Stage, Stage)):
        version = written(author, code=f"tilbud-{number}")
        for stage in to_stage[was]:
            decide(version, reader, "struer", stage)
        if becomes in stages.NEXT[was]:
            assert decide(version, reader, "struer", becomes).pk
        else:
            with refused(ORDER):
                decide(version, reader, "struer", becomes)


def test_site_login_decides_nothing_without_somebody(version: OfferVersion) -> None:
    with refused("offer_decision_needs_somebody"):
        decide(version, None, None, "operation")


def test_somebody_decides_somewhere(version: OfferVersion, as_owner: AsOwner) -> None:
    reader = editor(as_owner, "struer")
    with refused(NO_EDITOR):
        decide(version, reader, None)
    with refused("offer_decision_by_somebody_somewhere"), as_owner():
        decide(version, None, "struer")


def test_house_of_a_file_is_not_its_own_reader(as_owner: AsOwner) -> None:
    """What came without an author still has a house."""
    version = of_the_house(as_owner)
    for stage in ("retired", "review"):
        decide(version, editor(as_owner, "lemvig"), "lemvig", stage)
    with refused(OTHER):
        decide(version, editor(as_owner, "lemvig"), "lemvig", "operation")
    assert decide(version, editor(as_owner, "struer"), "struer", "operation").pk


@pytest.mark.parametrize("model", [OfferVersion, OfferDecision, OfferCheck, OfferReminder])
def test_what_was_written_is_never_changed(version: OfferVersion, author: User, model: type) -> None:
    OfferCheck.objects.create(offer=version.offer, checked_on=day_of(AT), checked_by=author)
    OfferReminder.objects.create(offer=version.offer, due_on=day_of(AT), sent_at=AT, recipient=author)
    assert model.objects.exists()
    column = "offer_id" if hasattr(model, "offer_id") else "version_id"
    with refused("permission denied"):
        model.objects.update(**{column: 1})
    with refused("permission denied"):
        model.objects.all()._raw_delete("default")


def test_who_left_the_house_after_it_was_written_is_refused(version: OfferVersion, as_owner: AsOwner) -> None:
    """Also where the decision is dated to a day after they left, or before they came."""
    on = day_of(AT)
    mover = editor(as_owner, "struer")
    also_at(as_owner, mover, "lemvig", role="professional", during=DateRange(on, on + timedelta(days=1)))
    comer = editor(as_owner, "skive")
    also_at(as_owner, comer, "lemvig", role="professional", during=DateRange(on + timedelta(days=9), None))
    for reader, there in ((mover, "struer"), (comer, "skive")):
        with refused(OTHER):
            decide(version, reader, there, decided_at=AT + timedelta(days=5))
    assert may_review(version, as_viewer(mover), on + timedelta(days=5)) is None
    assert may_review(version, as_viewer(comer), on + timedelta(days=9)) is None


def test_who_left_the_house_before_it_was_written_may_read(version: OfferVersion, as_owner: AsOwner) -> None:
    reader = editor(as_owner, "struer")
    also_at(as_owner, reader, "lemvig", during=DateRange(date(2020, 1, 1), day_of(AT)))
    assert may_review(version, as_viewer(reader), day_of(AT)) == house("struer")
    assert decide(version, reader, "struer").pk


def test_colleague_in_the_house_the_author_moved_to_is_refused(
    version: OfferVersion, author: User, as_owner: AsOwner
) -> None:
    later = day_of(AT) + timedelta(days=3)
    also_at(as_owner, author, "struer", during=DateRange(later, None))
    reader = editor(as_owner, "struer")
    with refused(OTHER):
        decide(version, reader, "struer", decided_at=AT + timedelta(days=4))
    assert may_review(version, as_viewer(reader), later) is None


def test_nobody_decides_on_a_day_to_come_on_which_they_will_be_an_editor(
    version: OfferVersion, as_owner: AsOwner
) -> None:
    coming = clock.day_of(clock.now()) + timedelta(days=30)
    reader = editor(as_owner, "struer")
    with as_owner():
        reader.employments.update(during=DateRange(coming, None))
    with refused(NO_EDITOR):
        decide(version, reader, "struer", decided_at=clock.now() + timedelta(days=31))


def test_who_is_logged_in_writes_and_decides_in_no_other_name(
    version: OfferVersion, author: User, as_owner: AsOwner
) -> None:
    reader = editor(as_owner, "struer")
    with acting_as(as_viewer(author)), refused(NO_EDITOR):
        decide(version, reader, "struer")
    with acting_as(as_viewer(reader)), refused("offer_version_by_an_editor"):
        add(version, written_by=author)
    with acting_as(as_viewer(reader)):
        assert decide(version, reader, "struer").pk


def add(version: OfferVersion, **changed: object) -> OfferVersion:
    """The next wording of the same offer, past the acts."""
    said = {"document": version.document, "organisation": house("lemvig"), "written_by": None, "written_at": AT}
    return OfferVersion.objects.create(offer=version.offer, number=2, **said | changed)


def test_wording_of_another_houses_offer_is_refused(version: OfferVersion, as_owner: AsOwner) -> None:
    """Else an editor could take an offer over, with anybody but its own house to read it."""
    said = document(organisation="struer").model_dump(mode="json", by_alias=True)
    with refused("offer_version_by_an_editor"):
        add(version, document=said, organisation=house("struer"), written_by=editor(as_owner, "struer"))


def test_wording_that_names_another_house_is_refused(version: OfferVersion, author: User) -> None:
    said = document(organisation="struer").model_dump(mode="json", by_alias=True)
    with refused("offer_version_names_its_house"):
        add(version, document=said, written_by=author)


def test_site_login_writes_nothing_without_somebody_but_what_is_brought_in(version: OfferVersion) -> None:
    with refused("offer_version_needs_somebody"):
        add(version)


@pytest.mark.parametrize("stage", ["trial", "operation"])
def test_row_is_not_shown_without_a_reader(version: OfferVersion, stage: str) -> None:
    with refused(NOT_READ):
        Offer.objects.filter(pk=version.offer_id).update(stage=stage)
    with refused(NOT_READ):
        Offer.objects.create(code="uden-laeser", organisation=house("lemvig"), name_da="Nyt", stage=stage)


@pytest.mark.parametrize(
    "changed", [{"name_da": "Andet"}, {"join_en": "Pay me."}, {"website": "https://andet.example"}, {"stage": "trial"}]
)
def test_row_on_show_says_what_was_read(version: OfferVersion, as_owner: AsOwner, changed: dict[str, str]) -> None:
    workshop.let_through(version=version, stage=Stage.OPERATION, by=as_viewer(editor(as_owner, "struer")), at=AT)
    row = Offer.objects.filter(pk=version.offer_id)
    with refused(NOT_READ):
        row.update(**changed)
    with refused(NOT_READ):
        row.update(organisation=house("struer"))
    assert row.update(checked_on=day_of(AT)) == 1
