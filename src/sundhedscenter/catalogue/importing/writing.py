"""Brings a read file into the catalogue: one transaction, versions and decisions through `publishing` alone.

The import acts as the site, never as the owner of the tables, so that the trigger on decisions holds: a version that
comes in has no author, stands as a draft, and is moved on by an editor who is named. Nobody lets through what belongs to
their own house: such offers wait in review for somebody else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Prefetch

from sundhedscenter.catalogue import models, publishing
from sundhedscenter.catalogue.importing.here import read_here
from sundhedscenter.catalogue.importing.house import House
from sundhedscenter.catalogue.importing.planning import Kind, Plan, Step, in_use, origin_key, plan
from sundhedscenter.catalogue.importing.reading import Reading
from sundhedscenter.catalogue.vocabulary import Origin, Stage
from sundhedscenter.core import audit
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.partnership.models import Employment, Organisation, User

EDITORS = ("offer_editor", "clinical_lead")
TURN = 4_011_119  # one import at a time


class NoSuchEditor(ValueError):
    """The named person does not edit offers at the named organisation on the day."""


@dataclass(frozen=True)
class Editor:
    """For whom the import moves versions on. `reviews`: into operation, else to review alone.

    `worked_until`: the first day after their work at each house, by organisation id.
    """

    user: User
    organisation: Organisation
    reviews: bool
    worked_until: Mapping[int, date]

    def may_let_through(self, version: models.OfferVersion) -> bool:
        """As the trigger on decisions; who wrote it is nobody."""
        until = self.worked_until.get(version.organisation_id, date.min)
        return self.reviews and until <= day_of(version.written_at)


@dataclass
class Outcome:
    """Codes by what became of them. `waiting` are in review, `drafts` were sent to nobody."""

    plan: Plan
    in_operation: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    written: bool = False


class _NothingIsWritten(Exception):
    """Something was wrong: leave the transaction without a trace."""


def editor_named(*, username: str, organisation: str, reviews: bool, at: datetime) -> Editor:
    """Raises NoSuchEditor with who can be named instead."""
    on = day_of(at)
    rows = Employment.objects.filter(during__contains=on, user__is_active=True)
    row = (
        rows.filter(user__username=username, organisation__code=organisation, role__in=EDITORS)
        .select_related("user", "organisation")
        .order_by("id")
        .first()
    )
    if row is None:
        others = rows.filter(role__in=EDITORS).order_by("user__username", "organisation__code")
        named = others.values_list("user__username", "organisation__code").distinct()[:10]
        told = "; ".join(f"{user} --for {code}" for user, code in named) or "nobody yet"
        raise NoSuchEditor(f"'{username}' edits no offers at '{organisation}' on {on}. Editors: {told}.")
    return Editor(row.user, row.organisation, reviews, _worked_until(row.user, on))


def _worked_until(user: User, on: date) -> Mapping[int, date]:
    until: dict[int, date] = {}
    rows = Employment.objects.filter(user=user, during__startswith__lte=on)
    for organisation_id, during in rows.values_list("organisation_id", "during"):
        until[organisation_id] = max(during.upper or date.max, until.get(organisation_id, date.min))
    return until


def compare(reading: Reading, *, source: str) -> Plan:
    """What an import would do. Only reads."""
    here = read_here()
    return plan(reading, house=here.house, source=source, known=here.known, own=here.own)


def bring_in(
    reading: Reading,
    *,
    source: str,
    by: Viewer,
    at: datetime,
    editor: Editor | None = None,
    retire_missing: bool = False,
    skip_wrong: bool = False,
    step: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Write what is new and changed. Anything wrong and not `skip_wrong`: nothing is written, and all that is wrong is
    told in `reading`. A second run of the same file writes nothing."""
    outcome = Outcome(Plan())
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
            here = read_here()
            outcome.plan = plan(reading, house=here.house, source=source, known=here.known, own=here.own)
            if reading.telling.mistakes and not skip_wrong:
                raise _NothingIsWritten
            _write(outcome, here.house, _Act(source, at, editor, reading, step))
            if retire_missing:
                _retire(outcome, source, at, editor)
            if reading.telling.mistakes and not skip_wrong:
                raise _NothingIsWritten
            _record(outcome, source, by, at, editor)
            outcome.written = True
    except _NothingIsWritten:
        outcome = Outcome(outcome.plan)
    return outcome


@dataclass(frozen=True)
class _Act:
    source: str
    at: datetime
    editor: Editor | None
    reading: Reading
    step: Callable[[int], None]
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def organisation(self, code: str) -> Organisation:
        if code not in self.organisations:
            self.organisations[code] = Organisation.objects.get(code=code)
        return self.organisations[code]


def _write(outcome: Outcome, house: House, act: _Act) -> None:
    wanted = [step for step in outcome.plan.steps if step.kind in (Kind.NEW, Kind.CHANGED)]
    outcome.organisations, outcome.places = in_use(wanted, house)
    _make_organisations(outcome.organisations, house, act)
    _make_places(outcome.places, house)
    for step in outcome.plan.steps:
        act.step(1)
        try:
            with transaction.atomic():
                version = _version(step, act)
                if version is not None:
                    _move_on(outcome, step.code, version, act)
        except (DatabaseError, publishing.UnknownCode) as refused:
            what = f"the database refused it: {str(refused).splitlines()[0]}."
            act.reading.telling.wrong(step.found.where, step.code, what, "Tell whoever minds the centre.")
            outcome.plan.wrong += 1


def _version(step: Step, act: _Act) -> models.OfferVersion | None:
    """The new version; of what is unchanged the newest one when it was sent nowhere yet."""
    if step.document is not None and step.kind in (Kind.NEW, Kind.CHANGED):
        return publishing.add_version(
            document=step.document,
            organisation=act.organisation(step.document.organisation),
            by=None,
            at=act.at,
            note=f"Hentet fra {act.source}"[:300],
            origin=Origin.IMPORT,
            origin_key=origin_key(act.source, step.found.number),
        )
    if step.kind == Kind.UNCHANGED and act.editor is not None:
        list(models.Offer.objects.select_for_update().filter(code=step.code))  # the workshop waits for us, or we for it
        decided = models.OfferDecision.objects.order_by("id")
        versions = models.OfferVersion.objects.filter(offer__code=step.code).order_by("-number")
        newest = versions.select_related("offer").prefetch_related(Prefetch("decisions", decided)).first()
        if newest is not None and publishing.stage_of(newest) in (Stage.DRAFT, Stage.REVIEW):
            sent_back = publishing.stage_of(newest) == Stage.DRAFT and newest.decisions.all()
            return None if sent_back else newest
    return None


def _move_on(outcome: Outcome, code: str, version: models.OfferVersion, act: _Act) -> None:
    """Draft to review to operation, as far as the named editor may."""
    if act.editor is None:
        publishing.settle(offer=version.offer)
        outcome.drafts.append(code)
        return
    stage = publishing.stage_of(version)
    through = act.editor.may_let_through(version)
    path = [Stage.REVIEW] if stage == Stage.DRAFT else []
    path += [Stage.OPERATION] if through else []
    if not path:
        return
    publishing.decide_all(
        version=version,
        path=path,
        by=act.editor.user,
        organisation=act.editor.organisation,
        at=act.at,
        why=f"Hentet fra {act.source}",
    )
    (outcome.in_operation if through else outcome.waiting).append(code)


def _retire(outcome: Outcome, source: str, at: datetime, editor: Editor | None) -> None:
    """Every version of what the source no longer holds, so that no older one comes to light."""
    if editor is None:
        raise ValueError("Retiring is a decision: name the editor who takes it.")
    offers = models.Offer.objects.filter(code__in=outcome.plan.missing).order_by("code")
    for offer in offers:
        for version in offer.versions.order_by("number").prefetch_related("decisions"):
            stage = publishing.stage_of(version)
            if stage == Stage.RETIRED:
                continue
            path = [Stage.DRAFT, Stage.RETIRED] if stage == Stage.REVIEW else [Stage.RETIRED]
            publishing.decide_all(
                version=version,
                path=path,
                by=editor.user,
                organisation=editor.organisation,
                at=at,
                why=f"Står ikke længere hos {source}",
            )
        outcome.retired.append(offer.code)


def _make_organisations(codes: list[str], house: House, act: _Act) -> None:
    Organisation.objects.bulk_create(
        Organisation(
            code=code,
            name=made.name,
            kind=made.kind,
            municipality_code=made.municipality_code,
            sor_id=made.sor,
            cvr=made.cvr,
            phone=made.phone,
            email=made.email,
            valid=DateRange(day_of(act.at), None),
        )
        for code, made in ((code, house.new_organisations[code]) for code in codes)
    )


def _make_places(codes: list[str], house: House) -> None:
    owners = {
        row.code: row for row in Organisation.objects.filter(code__in={house.new_places[c].organisation for c in codes})
    }
    models.Place.objects.bulk_create(
        models.Place(
            code=code,
            name=made.name,
            organisation=owners[made.organisation],
            address=made.address,
            postal_code=made.postal_code,
            municipality_code=made.municipality_code,
            lat=made.lat,
            lon=made.lon,
            approximate=made.approximate,
            step_free=made.step_free,
            outdoors=made.outdoors,
            travel_da=made.travel,
        )
        for code, made in ((code, house.new_places[code]) for code in codes)
    )


def _record(outcome: Outcome, source: str, by: Viewer, at: datetime, editor: Editor | None) -> None:
    """One entry for the import, one for each offer, organisation and place it wrote. Nothing written, nothing to tell."""
    written = {
        "catalogue.offer": [*outcome.in_operation, *outcome.waiting, *outcome.drafts, *outcome.retired],
        "partnership.organisation": outcome.organisations,
        "catalogue.place": outcome.places,
    }
    changed = dict.fromkeys(
        [*outcome.plan.codes(Kind.NEW), *outcome.plan.codes(Kind.CHANGED), *written["catalogue.offer"]]
    )
    if not any(written.values()) and not changed:
        return
    data = {"source": source, "editor": editor.user.pk if editor else None}
    counts = {kind.value: len(outcome.plan.codes(kind)) for kind in Kind} | {"retired": len(outcome.retired)}
    audit.record_all(
        by=by,
        verb="offers_imported",
        target_kind="catalogue.import",
        subjects={source[:64]: None},
        at=at,
        data=data | counts,
    )
    for kind, codes in (written | {"catalogue.offer": list(changed)}).items():
        audit.record_all(by=by, verb="imported", target_kind=kind, subjects=dict.fromkeys(codes), at=at, data=data)
