"""Who may do what in the offer workshop, and the named errors with their mends."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from sundhedscenter.catalogue.models import Offer, OfferVersion
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, Organisation, User

EDITORS = ("offer_editor", "clinical_lead")


class WorkshopError(ValueError):
    """The act cannot be done. Names what and the mend (a code; the page has the words)."""

    mend = ""

    def __init__(self, what: object) -> None:
        super().__init__(f"{what} ({self.mend})")


class NotYourOffer(WorkshopError):
    """Only editors of the offer's organisation may do it."""

    mend = "ask_the_house"


class OwnHouse(WorkshopError):
    """Whoever lets an offer through works elsewhere than the one who wrote it."""

    mend = "ask_another_house"


class NotTheNewest(WorkshopError):
    """A newer version has been written since."""

    mend = "read_the_newest"


class WrongStage(WorkshopError):
    """The version does not stand where this act begins."""

    mend = "look_again"


class NothingNew(WorkshopError):
    """The wording is the same as before."""

    mend = "change_something"


class CodeTaken(WorkshopError):
    """Another offer has the code."""

    mend = "choose_another_name"


class NeedsWhy(WorkshopError):
    """Sending back and retiring say why."""

    mend = "say_why"


class NotAnEditorThere(WorkshopError):
    """An owner is an editor of the offer's organisation."""

    mend = "choose_an_editor"


def houses_of(by: Viewer, on: date) -> tuple[int, ...]:
    """Where the viewer is an editor on the day, by organisation id."""
    if by.user_id is None:
        return ()
    rows = Employment.objects.filter(user_id=by.user_id, role__in=EDITORS, during__contains=on)
    return tuple(rows.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())


def may_review(version: OfferVersion, by: Viewer, on: date) -> Organisation | None:
    """Where the viewer is an editor and has shared no house with the author since it was written; else None."""
    if by.user_id is None or by.user_id == version.written_by_id:
        return None
    since = DateRange(min(day_of(version.written_at), on), on, "[]")
    if _worked_at(by.user_id, since) & (_worked_at(version.written_by_id, since) | {version.organisation_id}):
        return None
    return Organisation.objects.filter(pk__in=houses_of(by, on)).order_by("pk").first()


def _worked_at(user_id: int | None, since: DateRange) -> set[int]:
    """Everywhere the person has worked in these days; nowhere for nobody."""
    if user_id is None:
        return set()
    rows = Employment.objects.filter(user_id=user_id, during__overlap=since)
    return set(rows.values_list("organisation_id", flat=True))


def editors_at(organisation_id: int, on: date) -> QuerySet[User]:
    """Who is an editor at the organisation on the day, by name."""
    rows = Employment.objects.filter(organisation_id=organisation_id, role__in=EDITORS, during__contains=on)
    users = User.objects.filter(pk__in=rows.values("user_id"), is_active=True)
    return users.order_by("display_name", "pk")


def newest_version(offer: Offer) -> OfferVersion | None:
    return offer.versions.select_related("offer").order_by("-number").first()
