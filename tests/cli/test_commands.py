"""The command line: help for everything, exit codes 0/1/2, errors that name the mend, no needless database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result

from sundhedscenter.cli import COMMANDS, cli, compile_messages
from sundhedscenter.config import secrets
from tests import database

SUNDHEDSCENTER = Path(sys.executable).with_name("sundhedscenter")
Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run a command with a state folder that does not exist."""
    monkeypatch.setenv("SUNDHEDSCENTER_STATE", str(tmp_path / "none"))
    return lambda *arguments: CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"django"}))
def test_every_command_has_help_and_needs_no_database_for_it(call: Call, name: str, tmp_path: Path) -> None:
    answer = call(name, "--help")
    assert answer.exit_code == 0
    assert f"Usage: cli {name}" in answer.output
    assert not (tmp_path / "none").exists()


def test_list_of_commands_is_printed_without_importing_them() -> None:
    asked = subprocess.run(
        [sys.executable, "-X", "importtime", SUNDHEDSCENTER, "--help"], capture_output=True, text=True, check=True
    )
    assert all(name in asked.stdout for name in COMMANDS)
    assert not [line for line in asked.stderr.splitlines() if line.split("|")[-1].strip() in ("django", "granian")]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["paint"], "No such command 'paint'"),
        (["run", "--port", "70000"], "'--port': 70000 is not in the range 1<=x<=65535"),
        (["run", "--port", "http"], "'--port': 'http' is not a valid integer range"),
        (["serve", "--workers", "0"], "'--workers': 0 is not in the range"),
        (["make-secrets"], "Missing argument 'FILE'"),
    ],
)
def test_wrong_use_ends_with_2_and_names_field_and_value(call: Call, arguments: list[str], named: str) -> None:
    answer = call(*arguments)
    assert answer.exit_code == 2
    assert named in answer.output


@pytest.mark.parametrize("name", ["serve", "worker", "shell-env"])
def test_commands_that_need_a_running_database_say_how_to_start_it(call: Call, name: str) -> None:
    answer = call(name)
    assert answer.exit_code == 1
    assert "make run" in answer.output


def test_make_secrets_writes_once(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    assert call("make-secrets", file).exit_code == 0
    made = secrets.read(file)
    again = call("make-secrets", file)
    assert (again.exit_code, secrets.read(file)) == (1, made)
    assert f"FILE {file} exists" in again.output
    nowhere = call("make-secrets", tmp_path / "no" / "keys.json")
    assert nowhere.exit_code == 1
    assert "does not exist. Make it first" in nowhere.output


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hold"\nmsgstr "Group"\n'
    )
    monkeypatch.setattr(compile_messages, "PACKAGE", tmp_path)
    return folder


def test_compile_messages_writes_what_is_stale_and_nothing_else(call: Call, locale: Path) -> None:
    assert str(locale / "django.mo") in call("compile-messages").output
    assert polib.mofile(str(locale / "django.mo")).find("Hold").msgstr == "Group"
    assert call("compile-messages").output == ""
    os.utime(locale / "django.po", (2e9, 2e9))
    assert str(locale / "django.mo") in call("compile-messages").output
    assert sorted(path.name for path in locale.iterdir()) == ["django.mo", "django.po"]


def test_compile_messages_names_the_broken_line(call: Call, locale: Path) -> None:
    (locale / "django.po").write_text('msgidd "Hold"\nmsgstr ""\n')
    answer = call("compile-messages")
    assert answer.exit_code == 1
    assert "django.po" in answer.output and "line 1" in answer.output
    assert not (locale / "django.mo").exists()


def test_shell_env_gives_the_chosen_login(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "logins.json").write_text(json.dumps({"host": "/h", "name": "n", "owner": "o'o", "site": "s"}))
    monkeypatch.setenv("SUNDHEDSCENTER_STATE", str(tmp_path))
    assert "export PGUSER=site" in call("shell-env").output
    assert """export PGPASSWORD='o'"'"'o'""" in call("shell-env", "--as", "owner").output


def test_django_commands_pass_through() -> None:
    asked = subprocess.run([SUNDHEDSCENTER, "django", "migrate", "--help"], capture_output=True, text=True, check=True)
    assert "--database" in asked.stdout


@pytest.mark.slow
def test_check_of_an_empty_database_says_what_to_do(state_folder: Path) -> None:
    environment = {**os.environ, "SUNDHEDSCENTER_STATE": str(state_folder)}
    checked = subprocess.run(
        [SUNDHEDSCENTER, "check", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1
    (finding,) = json.loads(checked.stdout)
    assert finding["check"] == "migrations"
    assert "make run" in finding["mend"]


def test_migrate_and_check_start_a_database_of_their_own_and_stop_it(state_folder: Path) -> None:
    database.copy_migrated(state_folder)
    environment = {**os.environ, "SUNDHEDSCENTER_STATE": str(state_folder)}
    subprocess.run([SUNDHEDSCENTER, "migrate", "--quiet"], env=environment, check=True)
    checked = subprocess.run(
        [SUNDHEDSCENTER, "check", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    found = json.loads(checked.stdout)
    assert checked.returncode == (1 if found else 0)
    assert not [finding for finding in found if finding["check"] in ("login", "migrations")]
    assert not (state_folder / "data" / "postmaster.pid").exists()
