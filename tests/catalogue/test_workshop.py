"""What editors do with offers: who may, from which stage, and what it leaves behind."""

from datetime import date, timedelta

import pytest

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.models import Offer, OfferCheck, OfferDecision, OfferVersion
from sundhedscenter.catalogue.publishing import stage_of
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.catalogue.workshop_rules import (
    CodeTaken,
    NeedsWhy,
    NotAnEditorThere,
    NothingNew,
    NotTheNewest,
    NotYourOffer,
    OwnHouse,
    WrongStage,
)
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import ANONYMOUS, acting_as, system
from sundhedscenter.partnership.models import User
from tests.catalogue.offers import also_at, as_viewer, document, editor, house, in_review, of_the_house, shown, written
from tests.people import AT, AsOwner, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
LATER = AT + timedelta(days=1)


@pytest.fixture
def author(as_owner: AsOwner) -> User:
    return editor(as_owner, "lemvig", name="Forfatter")


@pytest.fixture
def reader(as_owner: AsOwner) -> User:
    return editor(as_owner, "struer", name="Læser")


def offer() -> Offer:
    return Offer.objects.get(code="gaahold")


def verbs() -> list[str]:
    with acting_as(system("check")):
        return sorted(AuditEntry.objects.filter(verb__startswith="offer_").values_list("verb", flat=True))


def test_the_whole_way(author: User, reader: User) -> None:
    version = written(author)
    assert (offer().stage, offer().origin) == ("draft", "workshop")
    workshop.send_to_review(version=version, by=as_viewer(author), at=AT)
    assert offer().stage == "review"
    workshop.let_through(version=version, stage=Stage.TRIAL, by=as_viewer(reader), at=AT, why="Prøv det en måned.")
    assert offer().stage == "trial"
    workshop.let_through(version=version, stage=Stage.OPERATION, by=as_viewer(reader), at=LATER)
    assert offer().stage == "operation"
    workshop.retire(offer=offer(), why="Vi har ingen leder.", by=as_viewer(author), at=LATER)
    assert offer().stage == "retired"
    workshop.bring_back(offer=offer(), by=as_viewer(author), at=LATER)
    assert offer().stage == "review"
    decided = OfferDecision.objects.values_list("stage", "decided_by", "organisation__code", "why")
    assert list(decided) == [
        ("review", author.pk, "lemvig", ""),
        ("trial", reader.pk, "struer", "Prøv det en måned."),
        ("operation", reader.pk, "struer", ""),
        ("retired", author.pk, "lemvig", "Vi har ingen leder."),
        ("review", author.pk, "lemvig", ""),
    ]
    assert verbs() == [
        "offer_let_through",
        "offer_let_through",
        "offer_retired",
        "offer_sent_to_review",
        "offer_sent_to_review",
        "offer_written",
    ]


def test_old_wording_shows_until_the_new_one_is_read(author: User, reader: User) -> None:
    shown(author, reader)
    new = in_review(author, LATER, name={"da": "Gåhold to"})
    assert (offer().stage, offer().name_da) == ("operation", "Gåhold")
    workshop.let_through(version=new, stage=Stage.TRIAL, by=as_viewer(reader), at=LATER)
    assert (offer().stage, offer().name_da) == ("trial", "Gåhold to")
    workshop.send_back(version=new, why="Tiden passer ikke.", by=as_viewer(reader), at=LATER)
    assert (offer().stage, offer().name_da) == ("operation", "Gåhold")


def test_a_new_wording_takes_the_old_one_out_of_review(author: User, reader: User) -> None:
    first = in_review(author)
    second = written(author, LATER, name={"da": "Gåhold to"})
    assert (stage_of(first), stage_of(second)) == (Stage.DRAFT, Stage.DRAFT)
    with pytest.raises(NotTheNewest):
        workshop.send_to_review(version=first, by=as_viewer(author), at=LATER)
    workshop.send_to_review(version=second, by=as_viewer(author), at=LATER)
    third = written(author, LATER, name={"da": "Gåhold tre"})
    workshop.send_to_review(version=third, by=as_viewer(author), at=LATER)
    with pytest.raises(NotTheNewest):
        workshop.let_through(version=second, stage=Stage.TRIAL, by=as_viewer(reader), at=LATER)


def test_author_takes_back_what_waits(author: User, reader: User) -> None:
    version = in_review(author)
    with pytest.raises(NotYourOffer):
        workshop.take_back(version=version, by=as_viewer(reader), at=AT)
    workshop.take_back(version=version, by=as_viewer(author), at=AT)
    assert offer().stage == "draft"


def test_only_editors_of_the_house_write(reader: User, author: User, as_owner: AsOwner) -> None:
    said, nurse = document(), staff(as_owner, "lemvig")
    for by in (as_viewer(reader), as_viewer(nurse), ANONYMOUS):
        with pytest.raises(NotYourOffer):
            workshop.write(document=said, organisation=house("lemvig"), by=by, at=AT)
    with pytest.raises(NotYourOffer):  # a document for another house than the one that signs
        workshop.write(document=said, organisation=house("struer"), by=as_viewer(reader), at=AT)
    written(author)
    with pytest.raises(NotYourOffer):  # nor may a house take another's offer
        workshop.write(
            document=document(organisation="struer"), organisation=house("struer"), by=as_viewer(reader), at=AT
        )


def test_new_offer_takes_no_code_in_use(author: User) -> None:
    written(author)
    with pytest.raises(CodeTaken, match="choose_another_name"):
        workshop.write(
            document=document(phone="70"), organisation=house("lemvig"), by=as_viewer(author), at=AT, new=True
        )


def test_same_wording_twice_is_told(author: User) -> None:
    written(author)
    with pytest.raises(NothingNew):
        written(author)
    assert OfferVersion.objects.filter(offer=offer()).count() == 1


def test_own_house_reads_nothing(author: User, as_owner: AsOwner) -> None:
    version = in_review(author)
    colleague, both = editor(as_owner, "lemvig"), editor(as_owner, "struer")
    also_at(as_owner, both, "lemvig", role="professional")
    for user in (author, colleague, both, staff(as_owner, "struer")):
        with pytest.raises(OwnHouse, match="ask_another_house"):
            workshop.let_through(version=version, stage=Stage.TRIAL, by=as_viewer(user), at=AT)
        with pytest.raises(OwnHouse):
            workshop.send_back(version=version, why="Nej.", by=as_viewer(user), at=AT)


@pytest.mark.parametrize("why", ["", "   "])
def test_sending_back_and_retiring_say_why(author: User, reader: User, why: str) -> None:
    version = in_review(author)
    with pytest.raises(NeedsWhy):
        workshop.send_back(version=version, why=why, by=as_viewer(reader), at=AT)
    with pytest.raises(NeedsWhy):
        workshop.retire(offer=offer(), why=why, by=as_viewer(author), at=AT)


def test_acts_begin_where_they_begin(author: User, reader: User) -> None:
    version = written(author)
    by, other = as_viewer(author), as_viewer(reader)
    with pytest.raises(WrongStage):
        workshop.let_through(version=version, stage=Stage.TRIAL, by=other, at=AT)
    with pytest.raises(WrongStage):
        workshop.send_back(version=version, why="Nej.", by=other, at=AT)
    with pytest.raises(WrongStage):
        workshop.take_back(version=version, by=by, at=AT)
    with pytest.raises(WrongStage):
        workshop.bring_back(offer=offer(), by=by, at=AT)
    with pytest.raises(WrongStage):
        workshop.check(offer=offer(), by=by, at=AT)
    workshop.send_to_review(version=version, by=by, at=AT)
    with pytest.raises(WrongStage):
        workshop.send_to_review(version=version, by=by, at=AT)
    with pytest.raises(WrongStage):
        workshop.let_through(version=version, stage=Stage.RETIRED, by=other, at=AT)


@pytest.mark.parametrize("until", ["draft", "review", "operation", "newer in review"])
def test_retiring_ends_every_wording(author: User, reader: User, until: str) -> None:
    match until:
        case "draft":
            written(author)
        case "review":
            in_review(author)
        case _:
            shown(author, reader)
    if until == "newer in review":
        in_review(author, LATER, name={"da": "Gåhold to"})
    workshop.retire(offer=offer(), why="Slut.", by=as_viewer(author), at=LATER)
    assert {stage_of(version) for version in offer().versions.all()} == {Stage.RETIRED}
    assert offer().stage == "retired"
    with pytest.raises(WrongStage):
        workshop.retire(offer=offer(), why="Slut.", by=as_viewer(author), at=LATER)


def test_read_through_today(author: User, reader: User, as_owner: AsOwner) -> None:
    of_the_house(as_owner, checked_on="2026-01-01")
    done = workshop.check(offer=offer(), by=as_viewer(author), at=AT, note="Ny tid er rigtig.")
    assert (done.checked_on, done.checked_by, offer().checked_on) == (date(2026, 3, 2), author, date(2026, 3, 2))
    with pytest.raises(NotYourOffer):
        workshop.check(offer=offer(), by=as_viewer(reader), at=AT)
    assert OfferCheck.objects.count() == 1
    assert verbs() == ["offer_checked"]


def test_owner_is_an_editor_of_the_house(author: User, reader: User, as_owner: AsOwner) -> None:
    written(author)
    colleague = editor(as_owner, "lemvig", role="clinical_lead")
    workshop.give_to(offer=offer(), owner=colleague, by=as_viewer(author), at=AT)
    assert offer().owner == colleague
    with pytest.raises(NotAnEditorThere):
        workshop.give_to(offer=offer(), owner=reader, by=as_viewer(author), at=AT)
    with pytest.raises(NotYourOffer):
        workshop.give_to(offer=offer(), owner=reader, by=as_viewer(reader), at=AT)
    assert verbs() == ["offer_given", "offer_written"]


def test_refused_act_leaves_nothing(author: User, as_owner: AsOwner) -> None:
    version = in_review(author)
    before = verbs()
    with pytest.raises(OwnHouse):
        workshop.let_through(version=version, stage=Stage.TRIAL, by=as_viewer(editor(as_owner, "lemvig")), at=AT)
    assert verbs() == before
    assert offer().stage == "review"
