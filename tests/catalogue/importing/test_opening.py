"""What a file from outside may not do: climb out, blow up, be locked, or be something else."""

import struct
import zipfile
from pathlib import Path

import pytest

from sundhedscenter.catalogue.importing import opening
from tests.catalogue.importing.helpers import read

SERVICES = "id,name,description,organization_name\n1,Gåhold,Vi går,Lauget\n"


def zipped(folder: Path, members: dict[str, str | bytes], **extra: int) -> Path:
    path = folder / "tilbud.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = extra.get("mode", 0o644) << 16
            archive.writestr(entry, content)
    return path


def refused(path: Path) -> str:
    found = read(path)
    (mistake,) = found.telling.mistakes
    assert (found.found, found.complete) == ([], False)
    assert mistake.mend
    return mistake.what


@pytest.mark.parametrize(
    "name", ["../services.csv", "/services.csv", "a/../../services.csv", "c:\\services.csv", "..\\x.csv"]
)
def test_path_that_climbs_out(tmp_path: Path, name: str) -> None:
    assert "climbs out" in refused(zipped(tmp_path, {"services.csv": SERVICES, name: "x"}))


def test_link_instead_of_a_file(tmp_path: Path) -> None:
    assert "link" in refused(zipped(tmp_path, {"services.csv": "/etc/passwd"}, mode=0o120777))


def test_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"services.csv": SERVICES, "phones.csv": b"0" * 30_000_000})
    assert path.stat().st_size < 100_000
    assert "unpacks to far more" in refused(path)


def test_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"services.csv": b"0" * 30_000_000})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 30_000_000), struct.pack("<L", 100)))
    assert refused(path)


def test_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_UNPACKED", 100)
    assert "unpacks to far more" in refused(zipped(tmp_path, {"services.csv": SERVICES, "phones.csv": SERVICES}))


def test_too_many_files(tmp_path: Path) -> None:
    assert "41 files" in refused(zipped(tmp_path, {f"{number}.csv": "x" for number in range(41)}))


def test_same_table_twice(tmp_path: Path) -> None:
    assert "services.csv twice" in refused(zipped(tmp_path, {"services.csv": SERVICES, "a/Services.csv": SERVICES}))


def test_broken_and_locked_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"services.csv": SERVICES})
    whole = path.read_bytes()
    path.write_bytes(whole[:60])
    assert "broken zip" in refused(path)
    locked = bytearray(whole)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1
    path.write_bytes(bytes(locked))
    assert "password" in refused(path)


def test_no_services(tmp_path: Path) -> None:
    assert "no services.csv" in refused(zipped(tmp_path, {"phones.csv": "id\n1\n"}))
    (tmp_path / "empty").mkdir()
    assert "no services.csv" in refused(tmp_path / "empty")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7 ...", "neither JSON nor CSV"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "neither JSON nor CSV"),
        ("[]".encode("utf-16"), "UTF-16"),
        (b"[\n\x00]", "zero byte"),
        (b"[\n{\"name\": \"\xe5\x81\"}]", "neither UTF-8 nor Windows-1252"),
        (b"", "neither JSON nor CSV"),
    ],
)  # fmt: skip
def test_what_is_no_such_file(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "tilbud.json"
    path.write_bytes(content)
    assert what in refused(path)
