"""Opens a file, folder or zip from outside within limits, and gives its texts by name. Nothing is unpacked to disk."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sundhedscenter.catalogue.importing.telling import Telling, Where, refuse

MB = 1_000_000
MAX_FILE = 50 * MB
MAX_UNPACKED = 200 * MB
MAX_RATIO = 100  # deflate of ordinary text is below 20; a bomb is near 1000
MAX_MEMBERS = 40


@dataclass(frozen=True)
class Opened:
    """`texts` by name: one JSON text, or the tables of a package without their ending."""

    is_json: bool
    texts: dict[str, str]
    files: dict[str, str]


def open_source(path: Path, telling: Telling) -> Opened:
    """Raises WrongFile."""
    if path.is_dir():
        return _tables({file.name: _bytes(file) for file in sorted(path.glob("*.csv"))}, path.name, telling)
    data = _bytes(path)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data, path.name, telling)
    if path.suffix.lower() == ".csv":
        return _tables({"services.csv": data}, path.name, telling, names={"services": path.name})
    text = decode(data, path.name, telling)
    if text.lstrip()[:1] not in ("[", "{"):
        raise refuse(
            path.name,
            "is neither JSON nor CSV.",
            "Send a .json that begins with [ or {, a .csv, or a zip of .csv files.",
        )
    return Opened(True, {"services": text}, {"services": path.name})


def decode(data: bytes, file: str, telling: Telling) -> str:
    """UTF-8, else Windows-1252 with a note. Raises WrongFile for what is neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(file, "is written in UTF-16.", "Save it as UTF-8 and try again.")
    if b"\x00" in data:
        at = data.index(b"\x00")
        line = data.count(b"\n", 0, at) + 1
        raise refuse(file, "is not a text: it holds a zero byte.", "Save it as text in UTF-8.", line=line, column=1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise refuse(
            file,
            "holds a sign that is neither UTF-8 nor Windows-1252.",
            "Save the file as UTF-8 and try again.",
            line=line,
            column=column,
            value=f"byte {data[error.start]:#04x}",
        ) from error
    telling.note(
        Where(file, line, column),
        "is not UTF-8, so the file was read as Windows-1252. Look whether æ, ø and å are right; saving as UTF-8 is safer.",
    )
    return text


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise refuse(
                path.name, f"is {size // MB} MB; the most is {MAX_FILE // MB} MB.", "Split it into several files."
            )
        return path.read_bytes()
    except OSError as error:
        raise refuse(
            path.name, f"cannot be read: {error.strerror}.", "Name a file that is there and may be read."
        ) from error


def _zip(data: bytes, file: str, telling: Telling) -> Opened:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _tables(_members(archive, file), file, telling)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise refuse(file, f"is a broken zip: {error}.", "Make the zip again.") from error


def _members(archive: zipfile.ZipFile, file: str) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_MEMBERS:
        raise refuse(
            file, f"holds {len(entries)} files; the most is {MAX_MEMBERS}.", "Put only the .csv files of HSDS in it."
        )
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for entry in entries:
        name = _safe_name(entry, file)
        if not name.endswith(".csv"):
            continue
        if name in found:
            raise refuse(file, f"holds {name} twice.", "Keep one of them.")
        with archive.open(entry) as stream:
            # What the zip says of its sizes may be a lie: no more is unpacked than is allowed.
            allowed = min(left, max(MB, entry.compress_size * MAX_RATIO))
            content = stream.read(allowed + 1)
        if len(content) > allowed:
            raise refuse(
                file, f"{name} unpacks to far more than is allowed.", "Send the .csv files in a folder instead."
            )
        left -= len(content)
        found[name] = content
    return found


def _safe_name(entry: zipfile.ZipInfo, file: str) -> str:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or parts[0].endswith(":"):
        raise refuse(file, "holds a file with a path that climbs out.", "Make the zip again.", value=entry.filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise refuse(file, "holds a link instead of a file.", "Put the file itself in the zip.", value=entry.filename)
    if entry.flag_bits & 0x1:
        raise refuse(file, "is locked with a password.", "Make a zip without one.", value=entry.filename)
    return parts[-1].lower()


def _tables(contents: dict[str, bytes], file: str, telling: Telling, *, names: dict[str, str] | None = None) -> Opened:
    if "services.csv" not in contents:
        raise refuse(
            file,
            "holds no services.csv.",
            "Add the table of services; its columns stand in docs/formats/hsds-import.md.",
        )
    if sum(map(len, contents.values())) > MAX_UNPACKED:
        raise refuse(file, f"holds more than {MAX_UNPACKED // MB} MB.", "Split it into several.")
    tables = {name.removesuffix(".csv"): data for name, data in contents.items()}
    named = names or {table: f"{table}.csv" for table in tables}
    texts = {table: decode(data, named[table], telling) for table, data in tables.items()}
    return Opened(False, texts, named)
