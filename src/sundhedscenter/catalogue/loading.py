"""Writes the files of `content/` into the tables. Idempotent: a second run changes nothing.

Everything is read and checked before the first row is written, and written in one transaction. What a file no longer
names is left in place, because groups and plans point at it; links of a chain, rooms and variants follow the file.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue import files, publishing, schemas
from sundhedscenter.catalogue.checks import Content, read_content
from sundhedscenter.catalogue.models import (
    Module,
    Offer,
    OfferDecision,
    Place,
    PostalArea,
    Programme,
    Room,
    Track,
    TrackModule,
)
from sundhedscenter.catalogue.search import index
from sundhedscenter.catalogue.search.lay_words import lay_words, rows_of, words
from sundhedscenter.catalogue.vocabulary import Origin, Stage
from sundhedscenter.partnership.models import Organisation

type Counts = Mapping[str, int]
ALWAYS = date(1970, 1, 1)


@dataclass(frozen=True)
class Loader:
    """One load through one database alias."""

    using: str
    content: Content
    at: datetime

    def run(self) -> Counts:
        content = self.content
        steps: list[tuple[str, Callable[[], None], int]] = [
            ("organisations", self.organisations, len(content.organisations)),
            ("postal_areas", self.postal_areas, 0),
            ("programmes", self.programmes, len(content.programmes)),
            ("modules", self.modules, len(content.modules)),
            ("tracks", self.tracks, len(content.tracks)),
            ("places", self.places, len(content.places)),
            ("offers", self.offers, len(content.offers)),
            ("lay_words", self.search, len(list(rows_of(lay_words())))),
            ("words", lambda: None, len(words())),
        ]
        counts: dict[str, int] = {}
        with transaction.atomic(using=self.using):
            for name, write, count in steps:
                write()
                counts[name] = count
            counts["postal_areas"] = PostalArea.objects.using(self.using).count()
        return counts

    def organisations(self) -> None:
        rows = self.content.organisations
        for row in rows.values():
            self._put(
                Organisation,
                row.code,
                name=row.name,
                kind=row.kind,
                municipality_code=row.municipality_code,
                sor_id=row.sor,
                phone=row.phone,
                is_test=row.test,
                valid=DateRange(row.starts_on or ALWAYS, row.ends_on),
            )
        for row in rows.values():  # parents may stand below their parts
            parent = self._of(Organisation, row.parent) if row.parent else None
            Organisation.objects.using(self.using).filter(code=row.code).update(parent=parent)

    def postal_areas(self) -> None:
        with (files.content_root() / "reference" / "postal_areas.csv").open(encoding="utf-8", newline="") as stream:
            areas = [
                PostalArea(
                    code=row["code"],
                    name=row["name"],
                    municipality_code=row["municipality_code"],
                    lat=float(row["lat"]),
                    lon=float(row["lon"]),
                )
                for row in csv.DictReader(stream)
            ]
        PostalArea.objects.using(self.using).bulk_create(
            areas,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "municipality_code", "lat", "lon"],
        )

    def programmes(self) -> None:
        for row in self.content.programmes.values():
            self._put(
                Programme,
                row.code,
                version=row.version,
                topic=row.topic or "",
                name_da=row.name.da,
                name_en=row.name.en,
                document=row.model_dump(mode="json"),
            )

    def modules(self) -> None:
        for row in self.content.modules.values():
            self._put(
                Module,
                row.code,
                name_da=row.name.da,
                name_en=row.name.en,
                minutes=row.minutes.value,
                theme=row.theme,
                document=row.model_dump(mode="json"),
            )

    def tracks(self) -> None:
        for row in self.content.tracks.values():
            track = self._put(
                Track,
                row.code,
                name_da=row.name.da,
                name_en=row.name.en,
                summary_da=row.summary.da,
                summary_en=row.summary.en,
                bring_da=row.bring.da,
                bring_en=row.bring.en,
                weeks=row.weeks.value,
                sessions_per_week=row.sessions_per_week.value,
                session_minutes=row.session_minutes.value,
                size_min=row.size_min.value,
                size_ideal=row.size_ideal.value,
                size_max=row.size_max.value,
                rolling_entry=row.rolling_entry.value,
                gentle=row.gentle,
                topics=list(row.topics),
                forms=list(row.forms),
                leader_professions=row.leader_professions,
                document=row.model_dump(mode="json"),
            )
            track.programmes.set([self._of(Programme, code) for code in row.programmes])
            for position, link in enumerate(row.chain, 1):
                TrackModule.objects.using(self.using).update_or_create(
                    track=track,
                    position=position,
                    defaults={
                        "module": self._of(Module, link.module),
                        "sessions": link.sessions,
                        "is_entry": link.entry,
                    },
                )
            TrackModule.objects.using(self.using).filter(track=track, position__gt=len(row.chain)).delete()

    def places(self) -> None:
        for row in self.content.places.values():
            lat, lon = self._point(row)
            place = self._put(
                Place,
                row.code,
                name=row.name,
                organisation=self._of(Organisation, row.organisation),
                address=row.address,
                postal_code=row.postal_code,
                municipality_code=row.municipality_code,
                lat=lat,
                lon=lon,
                approximate=row.approximate or row.lat is None,
                step_free=row.step_free,
                outdoors=row.outdoors,
                travel_da=row.travel.da,
                travel_en=row.travel.en,
                is_demo=row.demo,
            )
            for room in row.rooms:
                Room.objects.using(self.using).update_or_create(
                    place=place, name=room.name, defaults={"capacity": room.capacity}
                )
            self._drop_others(Room.objects.using(self.using).filter(place=place), "name", [r.name for r in row.rooms])

    def offers(self) -> None:
        """A file that says something new becomes a version in operation; what the workshop has changed stays."""
        for row in self.content.offers.values():
            offer = Offer.objects.using(self.using).filter(code=row.code).first()
            versions = list(offer.versions.using(self.using).order_by("number")) if offer else []
            if any(version.written_by_id for version in versions) or self._decided_here(offer):
                continue
            document = row.model_dump(mode="json", by_alias=True)
            if offer and versions and versions[-1].document == document:
                publishing.settle(offer=offer, using=self.using)
                continue
            version = publishing.add_version(
                document=row,
                organisation=self._of(Organisation, row.organisation),
                by=None,
                at=self.at,
                origin=Origin.CONTENT,
                using=self.using,
            )
            publishing.decide(
                version=version, stage=Stage.OPERATION, by=None, organisation=None, at=self.at, using=self.using
            )

    def search(self) -> None:
        """The words of every offer, also of those that no file names: the word files may have changed."""
        index.renew_all(using=self.using)

    def _decided_here(self, offer: Offer | None) -> bool:
        """Somebody has retired it, or brought it back: that stands too."""
        decisions = OfferDecision.objects.using(self.using).filter(version__offer=offer)
        return offer is not None and decisions.exclude(decided_by=None).exists()

    def _point(self, row: schemas.Place) -> tuple[float, float]:
        if row.lat is not None and row.lon is not None:
            return row.lat, row.lon
        area = PostalArea.objects.using(self.using).get(code=row.postal_code)
        return area.lat, area.lon

    def _put[M: models.Model](self, model: type[M], code: str, **values: object) -> M:
        row, _ = model._default_manager.using(self.using).update_or_create(code=code, defaults=values)
        return row

    def _of[M: models.Model](self, model: type[M], code: str) -> M:
        return model._default_manager.using(self.using).get(code=code)

    def _drop_others[M: models.Model](self, rows: models.QuerySet[M], field: str, kept: Iterable[str]) -> None:
        rows.exclude(**{f"{field}__in": list(kept)}).delete()


def load_all(*, at: datetime, using: str = "owner") -> Counts:
    """Load the whole of `content/`; returns rows per kind. Raises ContentError before anything is written."""
    return Loader(using=using, content=read_content(), at=at).run()
