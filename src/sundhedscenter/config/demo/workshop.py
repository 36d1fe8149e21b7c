"""Offers at every stage of the workshop, written and read by made-up editors through the real acts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sundhedscenter.catalogue import workshop
from sundhedscenter.catalogue.models import Offer, OfferVersion
from sundhedscenter.catalogue.offer_schemas import MaybeText, OfferTimes
from sundhedscenter.catalogue.offer_schemas import Offer as Document
from sundhedscenter.catalogue.vocabulary import Stage
from sundhedscenter.core import clock
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.partnership.models import Organisation, User
from sundhedscenter.partnership.viewers import viewer_for

SOURCE = "Opdigtet tilbud til demo; tider og telefon er opdigtede"
# Read through so long ago that it is due again.
OVERDUE_DAYS = 120


@dataclass(frozen=True)
class Editor:
    """Somebody who writes for one house."""

    user: User
    house: Organisation

    def viewer(self, at: datetime) -> Viewer:
        return viewer_for(self.user, clock.day_of(at))


def fill(*, at: datetime) -> None:
    """A draft, two in review (one a new wording of an offer that is shown), one on trial, one overdue, one sent back."""
    holstebro, struer, dgi = _editor("holstebro"), _editor("struer"), _editor("dgi")
    _write(holstebro, SWIMMING, at - timedelta(days=2))
    _review(struer, COFFEE_WALK, at - timedelta(days=3))
    _review(holstebro, _with_new_times("aaben-doer-unge"), at - timedelta(days=1))
    _let_through(dgi, struer, PARK, Stage.TRIAL, at - timedelta(days=20))
    _let_through(struer, holstebro, CARDS, Stage.OPERATION, at - timedelta(days=OVERDUE_DAYS))
    sent = _review(dgi, BALANCE, at - timedelta(days=6))
    back = at - timedelta(days=5)
    with acting_as(struer.viewer(back), on=clock.day_of(back)) as by:
        workshop.send_back(version=sent, why="Skriv, hvilken dag det er, og hvor man mødes.", by=by, at=back)


def _editor(code: str) -> Editor:
    house = Organisation.objects.get(code=code)
    user = User.objects.filter(employments__organisation=house, employments__role="offer_editor").order_by("pk")[0]
    return Editor(user, house)


def _write(author: Editor, document: Document, at: datetime) -> OfferVersion:
    with acting_as(author.viewer(at), on=clock.day_of(at)) as by:
        return workshop.write(document=document, organisation=author.house, by=by, at=at)


def _review(author: Editor, document: Document, at: datetime) -> OfferVersion:
    version = _write(author, document, at)
    with acting_as(author.viewer(at), on=clock.day_of(at)) as by:
        workshop.send_to_review(version=version, by=by, at=at)
    return version


def _let_through(author: Editor, reader: Editor, document: Document, stage: Stage, at: datetime) -> None:
    version = _review(author, document, at)
    with acting_as(reader.viewer(at), on=clock.day_of(at)) as by:
        workshop.let_through(version=version, stage=stage, by=by, at=at, why="Let at forstå.")


def _with_new_times(code: str) -> Document:
    version = Offer.objects.get(code=code).versions.order_by("-number")[0]
    new = {
        "times": OfferTimes(
            da="Tirsdag og torsdag kl. 15, og onsdag kl. 19", en="Tuesday and Thursday at 15, Wednesday at 19"
        ),
        "happens": MaybeText(
            da="Vi taler om det, du vil. Vil du videre, går vi gerne med dig. Om onsdagen laver vi mad.",
            en="We talk about what you want. If you want to go on, we go with you. On Wednesdays we cook.",
        ),
    }
    return Document.model_validate(version.document).model_copy(update=new)


def _made_up(code: str, organisation: str, **said: object) -> Document:
    fixed = {"demo": True, "source": SOURCE, "task": "citizen_directed_prevention", "phone": "70 00 00 10"}
    return Document.model_validate(fixed | {"code": code, "organisation": organisation} | said)


SWIMMING = _made_up(
    "svoemning-for-begyndere",
    "holstebro",
    name={"da": "Svømning for begyndere"},
    summary={"da": "Lær at svømme som voksen. Vi begynder på lavt vand."},
    join={"da": "Ring til os."},
    variants=[{"form": "group_site", "minutes": 45, "cost_dkk": 40}],
    municipalities=["0661"],
)
COFFEE_WALK = _made_up(
    "gaatur-med-kaffe",
    "struer",
    name={"da": "Gåtur med kaffe", "en": "Walk with coffee"},
    summary={
        "da": "Vi går en time og drikker kaffe bagefter.",
        "en": "We walk for an hour and have coffee afterwards.",
    },
    for_whom={
        "da": "For dig, der gerne vil ud, men ikke alene.",
        "en": "For you who would like to get out, but not alone.",
    },
    happens={
        "da": "Gennemførelsen af gåturen tilrettelægges hensyntagende til deltagernes individuelle funktionsniveau.",
        "en": "The walk is planned so that everybody can keep up.",
    },
    times={"da": "Onsdag kl. 10", "en": "Wednesday at 10"},
    join={"da": "Mød op ved havnen.", "en": "Turn up at the harbour."},
    variants=[{"form": "group_site", "minutes": 90}],
    area="elderly",
    municipalities=["0671"],
    keywords=["gå", "kaffe", "ensom"],
)
PARK = _made_up(
    "traening-i-parken",
    "dgi",
    name={"da": "Træning i parken", "en": "Exercise in the park"},
    summary={"da": "Let træning ude for alle.", "en": "Light exercise outdoors for everybody."},
    for_whom={"da": "For dig, der vil røre dig ude.", "en": "For you who want to move outdoors."},
    happens={
        "da": "Vi varmer op, træner i små hold og slutter med en snak.",
        "en": "We warm up, train in small groups and end with a talk.",
    },
    times={"da": "Mandag kl. 17", "en": "Monday at 17"},
    join={"da": "Mød op, som du er.", "en": "Turn up as you are."},
    variants=[{"form": "group_site", "minutes": 60}, {"form": "alone_online", "minutes": 20}],
    keywords=["træning", "park"],
)
CARDS = _made_up(
    "kort-og-snak",
    "struer",
    name={"da": "Kort og snak", "en": "Cards and a talk"},
    summary={"da": "Spil kort, og mød nogen at tale med.", "en": "Play cards, and meet somebody to talk to."},
    for_whom={"da": "For dig, der er meget alene.", "en": "For you who are much alone."},
    happens={"da": "Vi spiller, drikker kaffe og taler.", "en": "We play, have coffee and talk."},
    times={"da": "Torsdag kl. 13", "en": "Thursday at 13"},
    join={"da": "Mød op, eller ring.", "en": "Turn up, or call."},
    variants=[{"form": "group_site", "minutes": 120}],
    area="elderly",
    municipalities=["0671"],
)
BALANCE = _made_up(
    "bedre-balance-med-bold",
    "dgi",
    name={"da": "Bedre balance med bold", "en": "Better balance with a ball"},
    summary={"da": "Leg med bold, og bliv stærkere i benene.", "en": "Play with a ball, and get stronger legs."},
    join={"da": "Ring til os.", "en": "Call us."},
    variants=[{"form": "group_site", "minutes": 60, "cost_dkk": 30}],
    area="rehabilitation",
)
