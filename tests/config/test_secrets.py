"""The file with keys."""

from pathlib import Path

import pytest

from sundhedscenter.config import secrets
from sundhedscenter.config.secrets import SecretsUnusable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets.json"


def test_made_once_private_and_the_same_afterwards(file: Path) -> None:
    made = secrets.ensure(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert secrets.ensure(file) == made
    assert list(file.parent.iterdir()) == [file]
    assert len(made.cpr_keys[made.current_cpr_key_id]) == len(made.cpr_index_key) == 32


def test_no_key_shows_when_printed(file: Path) -> None:
    made = secrets.ensure(file)
    assert made.secret_key not in repr(made)
    assert repr(made.cpr_index_key) not in repr(made)


def test_new_cpr_key_becomes_current_and_the_old_ones_stay(file: Path) -> None:
    before = secrets.ensure(file)
    after = secrets.add_cpr_key(file)
    assert after.current_cpr_key_id == before.current_cpr_key_id + 1
    assert after.cpr_keys[1] == before.cpr_keys[1] != after.cpr_keys[2]
    assert (after.secret_key, after.cpr_index_key) == (before.secret_key, before.cpr_index_key)
    assert secrets.read(file) == after


def test_file_that_others_can_read_is_refused(file: Path) -> None:
    secrets.ensure(file)
    file.chmod(0o640)
    with pytest.raises(SecretsUnusable, match=rf"mode 0640.*chmod 600 {file}"):
        secrets.read(file)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "the file is missing or damaged"),
        ("[]", "cpr_keys"),
        ('{"cpr_keys": {}}', "cpr_keys is missing or damaged"),
        ('{"cpr_keys": {"1": "QQ=="}}', r"cpr_keys is missing or damaged \(1 bytes, not 32\)"),
        ('{"cpr_keys": {"1": "%"}}', r"cpr_keys is missing or damaged \(not base64\)"),
    ],
)
def test_damaged_file_names_the_field(file: Path, content: str, named: str) -> None:
    file.touch(mode=0o600)
    file.write_text(content)
    with pytest.raises(SecretsUnusable, match=named):
        secrets.read(file)


def test_database_of_ones_own_needs_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNDHEDSCENTER_SECRETS", str(file))
    secrets.load.cache_clear()
    try:
        with pytest.raises(SecretsUnusable, match=r"no file with keys at .*make-secrets"):
            secrets.load()
        kept = secrets.ensure(file)
        assert secrets.load() == kept
    finally:
        secrets.load.cache_clear()
