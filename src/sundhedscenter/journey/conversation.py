"""The short conversation: its steps in order, and what is still open."""

from django.db import connection

from sundhedscenter.catalogue.models import PostalArea
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.proposals import AnswerError, Answers, Mend
from sundhedscenter.partnership.models import Organisation

# One thing per page, in this order; the three rulers share one page.
FIELDS = {
    "sted": ("postal_code",),
    "maal": ("goal",),
    "emne": ("topic",),
    "tid": ("time",),
    "afstand": ("distance",),
    "penge": ("money",),
    "krop": ("body",),
    "digital": ("digital",),
    "uge": ("week",),
    "lineal": ("importance", "confidence", "readiness"),
}
STEPS = list(FIELDS)


class NotAPartner(Exception):
    """The postal code exists, but its municipality does not take part."""

    def __init__(self, area: PostalArea) -> None:
        super().__init__(f"{area.code} {area.name} lies in municipality {area.municipality_code}, not a partner.")
        self.area = area


def steps_of(draft: Draft) -> list[str]:
    """The steps that must be answered: all of them, or the few that a wish still asks for."""
    return [step for step in STEPS if step in draft.wish["asks"]] if draft.wish else STEPS


def first_open_step(draft: Draft) -> str | None:
    """The first step that must be answered and is not; None when the conversation is complete."""
    return next((step for step in steps_of(draft) if is_open(draft, step)), None)


def first_skipped_step(draft: Draft, after: str = "") -> str | None:
    """The first step without an answer, needed or not; with `after`, of those that follow it."""
    later = STEPS[STEPS.index(after) + 1 :] if after else STEPS
    return next((step for step in later if is_open(draft, step)), None)


def is_open(draft: Draft, step: str) -> bool:
    return any(draft.answers.get(field) is None for field in FIELDS[step])


def answers_of(draft: Draft) -> Answers:
    """The twelve answers, less those a wish let the visitor skip. Raises AnswerError at the first that is missing."""
    needed = {field for step in steps_of(draft) for field in FIELDS[step]}
    by_offer = draft.wish.get("topic") is not None and draft.wish["topic"] == draft.answers.get("topic")
    return Answers.of_those_given(draft.answers, needed=needed, unsaid={"topic"} if by_offer else ())


def home_area(postal_code: str) -> PostalArea:
    """The area of a postal code. Raises AnswerError when there is none, NotAPartner when nobody there takes part.

    One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AREA, [postal_code])
        row = cursor.fetchone()
    if row is None:
        raise AnswerError("postal_code", postal_code, Mend.POSTAL_CODE)
    code, name, municipality_code, lat, lon, is_partner = row
    area = PostalArea(code=code, name=name, municipality_code=municipality_code, lat=lat, lon=lon)
    if not is_partner:
        raise NotAPartner(area)
    return area


_AREA = """
SELECT area.code, area.name, area.municipality_code, area.lat, area.lon,
       EXISTS (SELECT 1 FROM partnership_organisation partner
               WHERE partner.kind = 'municipality' AND partner.municipality_code = area.municipality_code)
FROM catalogue_postalarea area WHERE area.code = %s
"""


def municipality_of(area: PostalArea) -> Organisation:
    """The partner municipality of an area. Raises NotAPartner."""
    found = Organisation.objects.filter(kind="municipality", municipality_code=area.municipality_code).first()
    if found is None:
        raise NotAPartner(area)
    return found
