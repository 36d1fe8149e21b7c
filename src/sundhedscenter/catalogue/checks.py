"""Reads the whole of `content/` and checks what no single file can know: that codes meet. Needs no database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from sundhedscenter.catalogue import files, lessons, offer_schemas, schemas


@dataclass(frozen=True)
class Content:
    """Every catalogue file, by code."""

    organisations: dict[str, schemas.Organisation]
    programmes: dict[str, schemas.Programme]
    modules: dict[str, schemas.Module]
    tracks: dict[str, schemas.Track]
    places: dict[str, schemas.Place]
    tasks: dict[str, schemas.Task]
    offers: dict[str, offer_schemas.Offer]


def read_content() -> Content:
    """Raises ContentError with file, field, value and mend at the first file that is wrong."""
    root = files.content_root()
    content = Content(
        organisations=_one_file(
            root / "organisations.yaml", schemas.Organisations, lambda document: document.organisations
        ),
        programmes=_folder("programmes", schemas.Programme, lambda row: [row]),
        modules=_folder("modules", schemas.Modules, lambda document: document.modules),
        tracks=_folder("tracks", schemas.Track, lambda row: [row]),
        places=_folder("places", schemas.Places, lambda document: document.places),
        tasks=_one_file(root / "responsibilities.yaml", schemas.Tasks, lambda document: document.tasks),
        offers=_folder("offers", offer_schemas.Offer, lambda row: [row]),
    )
    for file, field, value, known in _references(content):
        if value not in known:
            raise files.ContentError(
                file=file,
                mistakes=[(field, value, "names something that is not there.", f"Use one of: {', '.join(known)}.")],
            )
    return content


@cache
def tasks() -> dict[str, schemas.Task]:
    """The public duties by code, each with who has which role from when."""
    path = files.content_root() / "responsibilities.yaml"
    return _one_file(path, schemas.Tasks, lambda document: document.tasks)


@cache
def frame() -> schemas.Frame:
    """What every programme shares."""
    return files.read(schemas.Frame, files.content_root() / "frame.yaml")


@cache
def reasons() -> schemas.Reasons:
    """Why someone says no, pauses or stops, the national codes, and the alternatives to offer."""
    return files.read(schemas.Reasons, files.content_root() / "reasons.yaml")


def reason(code: str) -> schemas.Reason:
    """Raises KeyError when there is no such reason."""
    return {row.code: row for row in reasons().reasons}[code]


def _folder[D: BaseModel, R: "HasCode"](folder: str, model: type[D], rows: Callable[[D], Iterable[R]]) -> dict[str, R]:
    found: dict[str, R] = {}
    for path, document in files.read_all(model, folder):
        _add(found, rows(document), path)
    return found


def _one_file[D: BaseModel, R: "HasCode"](path: Path, model: type[D], rows: Callable[[D], Iterable[R]]) -> dict[str, R]:
    found: dict[str, R] = {}
    _add(found, rows(files.read(model, path)), path)
    return found


def _add[R: "HasCode"](found: dict[str, R], rows: Iterable[R], path: Path) -> None:
    for row in rows:
        if row.code in found:
            raise files.ContentError(
                file=files.short(path),
                mistakes=[("code", row.code, "is used twice.", "Give each its own code.")],
            )
        found[row.code] = row


type HasCode = (
    schemas.Organisation
    | schemas.Programme
    | schemas.Module
    | schemas.Track
    | schemas.Place
    | schemas.Task
    | offer_schemas.Offer
)


def _references(content: Content) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    """Every code that one file uses of another: (file, field, value, allowed)."""
    lesson_codes = lessons.lesson_codes()
    for organisation in content.organisations.values():
        if organisation.parent:
            yield (
                "content/organisations.yaml",
                f"{organisation.code}.parent",
                organisation.parent,
                content.organisations,
            )
    for programme in content.programmes.values():
        for part in programme.modules:
            if part.ref:
                yield f"content/programmes/{programme.code}.yaml", "modules.ref", part.ref, content.programmes
    for module in content.modules.values():
        file = f"content/modules (module {module.code})"
        yield from ((file, "must_for", code, content.programmes) for code in module.must_for)
        yield from ((file, "equivalents", code, content.modules) for code in module.equivalents)
        yield from ((file, "prerequisites", code, content.modules) for code in module.prerequisites)
        yield from ((file, "lessons", code, lesson_codes) for code in module.lessons)
    for track in content.tracks.values():
        file = f"content/tracks/{track.code}.yaml"
        yield from ((file, "programmes", code, content.programmes) for code in track.programmes)
        yield from ((file, "chain.module", link.module, content.modules) for link in track.chain)
    for place in content.places.values():
        yield f"content/places (place {place.code})", "organisation", place.organisation, content.organisations
    for task in content.tasks.values():
        hosts = ["host", *content.organisations]
        for row in task.rows:
            yield "content/responsibilities.yaml", f"{task.code}.organisation", row.organisation, hosts
    for offer in content.offers.values():
        yield from _offer_references(offer, content, lesson_codes)


def _offer_references(
    offer: offer_schemas.Offer, content: Content, lesson_codes: tuple[str, ...]
) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    file = f"content/offers/{offer.code}.yaml"
    yield file, "organisation", offer.organisation, content.organisations
    yield file, "task", offer.task, content.tasks
    if offer.programme:
        yield file, "programme", offer.programme, content.programmes
    yield from ((file, "places", code, content.places) for code in offer.places)
    hosts = ["host", *content.organisations]
    yield from ((file, "responsibilities", row.organisation, hosts) for row in offer.responsibilities)
    if offer.track:
        yield file, "track", offer.track, content.tracks
    if offer.first_lesson:
        yield file, "first_lesson", offer.first_lesson, lesson_codes
