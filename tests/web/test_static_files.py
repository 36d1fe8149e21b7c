"""Files that browsers may keep for ever, and pages that travel compressed."""

import gzip
import json
from pathlib import Path

import pytest
from django.test import Client

from sundhedscenter.web import static_files


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return static_files.collect(tmp_path_factory.mktemp("static"))


def names(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / static_files.MANIFEST).read_text())["paths"]
    return found


def test_every_file_is_named_by_its_content_and_the_large_ones_are_compressed(collected: Path) -> None:
    for plain, hashed in names(collected).items():
        assert plain != hashed
        content = (collected / hashed).read_bytes()
        if plain.endswith((".css", ".js")) and len(content) > 1000:
            assert gzip.decompress((collected / f"{hashed}.gz").read_bytes()) == content


def test_a_sheet_names_the_hashed_files_that_it_uses(collected: Path) -> None:
    paths = names(collected)
    assert paths["vendor/fonts/plex-regular.woff2"] in (collected / paths["site.css"]).read_text()
    assert paths["chevron-light.svg"] in (collected / paths["themes.css"]).read_text()


def test_same_content_is_collected_once(collected: Path) -> None:
    before = (collected / static_files.MANIFEST).stat().st_mtime_ns
    assert static_files.collect(collected.parent) == collected
    assert (collected / static_files.MANIFEST).stat().st_mtime_ns == before


def test_changed_content_has_a_folder_of_its_own_and_the_one_before_stays(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, assets = tmp_path / "static", tmp_path / "assets"
    assets.mkdir()
    (assets / "a.css").write_text("a{}")
    from django.contrib.staticfiles.finders import FileSystemFinder  # made anew for this folder

    settings.STATICFILES_DIRS = [assets]  # type: ignore[attr-defined]
    monkeypatch.setattr(static_files, "get_finders", lambda: [FileSystemFinder()])
    found = []
    for text in ("a{}", "b{}", "c{}"):
        (assets / "a.css").write_text(text)
        found.append(static_files.collect(base))
    assert len(set(found)) == 3
    assert {path for path in base.iterdir() if path.is_dir()} == set(found[1:])


def test_half_made_folder_is_made_anew(tmp_path: Path, collected: Path) -> None:
    """A process that was killed leaves a folder under another name."""
    (tmp_path / f"{collected.name}.new").mkdir()
    (tmp_path / f"{collected.name}.new" / "half.css").write_text("")
    folder = static_files.collect(tmp_path)
    assert not (folder / "half.css").exists()
    assert names(folder) == names(collected)


def test_page_travels_compressed_and_its_length_tells_nothing(client: Client, content: None) -> None:
    answers = [client.get("/om/", headers={"accept-encoding": "gzip"}) for _ in range(8)]
    assert {answer["content-encoding"] for answer in answers} == {"gzip"}
    assert "Accept-Encoding" in answers[0]["vary"]
    assert b"</html>" in gzip.decompress(answers[0].content)
    assert len({len(answer.content) for answer in answers}) > 1, "random bytes hide the length"
