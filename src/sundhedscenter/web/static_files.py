"""Style sheets, scripts, fonts and pictures as browsers may keep them for ever: named by their content, compressed once.

The server collects them into a folder that is named by their content, so a folder is never stale. Where nothing is
collected (tests, commands), files have their plain names and WhiteNoise finds them in the package.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has no types

MANIFEST = "staticfiles.json"
KEPT = 2


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # has no types
    def read_manifest(self) -> str | None:
        text: str | None = super().read_manifest() if self.base_location else None
        return text

    def stored_name(self, name: str) -> str:
        found: str = super().stored_name(name) if self.hashed_files else name
        return found


def collect(base: Path) -> Path:
    """The folder below `base` with all files as they are now, made by the first process that asks."""
    files = dict(_found())
    folder = base / _fingerprint(files)
    base.mkdir(parents=True, exist_ok=True)
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MANIFEST).exists():
            _build(files, folder)
            _keep_newest(base)
    return folder


def use_collected() -> None:
    """Before the application is made: serve collected files, unless the operator has a folder of their own."""
    if settings.STATIC_ROOT is None:
        settings.STATIC_ROOT = str(collect(settings.STATIC_FOLDER))
        settings.WHITENOISE_USE_FINDERS = False


def _found() -> Iterator[tuple[str, Any]]:
    for finder in get_finders():
        yield from finder.list([])


def _fingerprint(files: dict[str, Any]) -> str:
    digest = hashlib.sha256()
    for path, storage in sorted(files.items()):
        with storage.open(path) as file:
            digest.update(path.encode() + b"\0" + file.read() + b"\0")
    return digest.hexdigest()[:16]


def _build(files: dict[str, Any], folder: Path) -> None:
    """Complete only when the manifest is there, which is written before the last step: the move into place."""
    building = folder.with_suffix(".new")
    shutil.rmtree(building, ignore_errors=True)
    collected = Storage(location=str(building))
    for path, storage in files.items():
        with storage.open(path) as file:
            collected.save(path, file)
    for _name, _hashed, result in collected.post_process({path: (store, path) for path, store in files.items()}):
        if isinstance(result, Exception):
            raise result
    building.rename(folder)


def _keep_newest(base: Path) -> None:
    """A server that still runs has read which files there are; the one before this is kept for its last requests."""
    folders = sorted((path for path in base.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-KEPT]:
        shutil.rmtree(folder)
