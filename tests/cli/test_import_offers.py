"""`sundhedscenter import-offers`: what needs a database, what it tells, and that a kill leaves nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection, connections, transaction
from psycopg import conninfo

from sundhedscenter.catalogue.models import Offer
from sundhedscenter.cli import cli
from sundhedscenter.partnership.models import Organisation
from tests import database, small_catalogue
from tests.at_once import until_somebody_waits
from tests.catalogue.importing.helpers import FILES, service, write_json
from tests.catalogue.offers import editor
from tests.people import AsOwner

SUNDHEDSCENTER = Path(sys.executable).with_name("sundhedscenter")
Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(cli, ["import-offers", *map(str, arguments)])


def test_dry_run_starts_no_database_and_reads_no_settings(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))}
    environment["SUNDHEDSCENTER_STATE"] = str(tmp_path / "none")
    told = subprocess.run(
        [sys.executable, "-X", "importtime", SUNDHEDSCENTER, "import-offers", FILES / "services.json", "--dry-run"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Checked by itself, without a database; nothing written." in told.stdout
    assert "services.json, source 'services': 2 right, 1 not active in the source." in told.stdout
    assert not (tmp_path / "none").exists()
    loaded = {line.split("|")[-1].strip() for line in told.stderr.splitlines()}
    assert not loaded & {"sundhedscenter.catalogue.models", "sundhedscenter.config.settings"}


def test_every_mistake_is_told_and_the_end_is_1(call: Call, tmp_path: Path) -> None:
    file = write_json(tmp_path, service("1", minimum_age="atten"), service("2", email="x"), service("3"))
    answer = call(file, "--dry-run")
    assert answer.exit_code == 1
    lines = answer.output.splitlines()
    assert lines[0].startswith(
        "tilbud.json, line 12, column 18 ($[0].minimum_age): is not a whole number from 0 to 120."
    )
    assert "Value: 'atten'. Mend: Write a whole number" in lines[0]
    assert "($[1].email): is not an e-mail address." in lines[1]
    assert lines[-1] == "tilbud.json, source 'tilbud': 1 right, 2 wrong."


def test_json_for_other_programs(call: Call, tmp_path: Path) -> None:
    answer = call(write_json(tmp_path, service("1", minimum_age="atten"), service("3")), "--dry-run", "--json")
    told = json.loads(answer.output)
    assert (told["done"], told["new"], told["wrong"], answer.exit_code) == ("checked", ["gaahold-3"], 1, 1)
    assert told["mistakes"] == [
        {
            "file": "tilbud.json", "line": 12, "column": 18, "field": "$[0].minimum_age", "value": "atten",
            "what": "is not a whole number from 0 to 120.",
            "mend": "Write a whole number from 0 to 120, or leave it empty.",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--compare"], "--compare goes with --dry-run"),
        (["--sent-by", "kim", "--reviewed-by", "bo", "--for", "struer"], "Name one editor"),
        (["--sent-by", "kim"], "--for is missing"),
        (["--for", "struer"], "name the editor with --sent-by or --reviewed-by"),
        (["--retire-missing", "--source", "laug"], "--retire-missing is a decision"),
        (["--retire-missing", "--sent-by", "kim", "--for", "struer"], "--retire-missing needs --source"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_name(call: Call, options: list[str], said: str) -> None:
    answer = call(FILES / "services.json", *options)
    assert answer.exit_code == 2
    assert said in " ".join(answer.output.replace("│", " ").split())


def test_file_that_is_not_there_is_wrong_use(call: Call, tmp_path: Path) -> None:
    answer = call(tmp_path / "no.json", "--dry-run")
    assert (answer.exit_code, "does not exist" in answer.output) == (2, True)


@pytest.mark.usefixtures("catalogue")
def test_from_check_to_operation_and_again(call: Call, as_owner: AsOwner) -> None:
    user = editor(as_owner, "struer")
    file, named = FILES / "services.json", ["--source", "laug", "--reviewed-by", user.username, "--for", "struer"]
    compared = call(file, "--dry-run", "--compare", "--source", "laug")
    assert "Compared with what is here; nothing written.\nservices.json, source 'laug': 2 new" in compared.output
    assert not Offer.objects.filter(origin="import").exists()
    first = call(file, *named)
    assert first.exit_code == 0, first.output
    assert "1 let into operation: gaatur-ved-fjorden" in first.output
    assert "1 wait in review for an editor of another organisation: rygestop-paa-video" in first.output
    again = call(file, *named)
    assert "2 unchanged, 1 not active in the source." in again.output
    assert "let into operation" not in again.output
    told = json.loads(call(file, *named, "--json").output)
    assert (told["unchanged"], told["in_operation"]) == (["gaatur-ved-fjorden", "rygestop-paa-video"], [])


@pytest.mark.usefixtures("catalogue")
def test_somebody_who_edits_nothing_is_told_who_does(call: Call, as_owner: AsOwner) -> None:
    user = editor(as_owner, "struer")
    answer = call(FILES / "services.json", "--sent-by", "nobody", "--for", "struer")
    assert answer.exit_code == 1
    assert f"Editors: {user.username} --for struer." in answer.output


@pytest.mark.usefixtures("catalogue")
def test_wrong_file_writes_nothing_and_says_how_to_go_on(call: Call, tmp_path: Path) -> None:
    answer = call(write_json(tmp_path, service("1"), service("2", status="open")))
    assert answer.exit_code == 1
    assert "Nothing was written." in answer.output and "--skip-wrong" in answer.output
    assert not Offer.objects.filter(origin="import").exists()


@pytest.fixture
def committed(transactional_db: None) -> None:
    with database.as_owner():
        small_catalogue.make()


@pytest.fixture
def of_another_process(tmp_path: Path) -> dict[str, str]:
    """The environment in which the command finds this test's database."""
    addresses = {"SUNDHEDSCENTER_SECRETS": str(tmp_path / "keys.json")}
    assert CliRunner().invoke(cli, ["make-secrets", addresses["SUNDHEDSCENTER_SECRETS"]]).exit_code == 0
    for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner")):
        entry = connections[alias].settings_dict
        names = {"host": entry["HOST"], "dbname": entry["NAME"], "user": entry["USER"], "password": entry["PASSWORD"]}
        addresses[variable] = conninfo.make_conninfo(**names)
    return {**os.environ, **addresses}


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_killed_in_the_middle_it_leaves_nothing(of_another_process: dict[str, str]) -> None:
    """Held where it writes its first version, after organisation, place and offer, and killed there."""
    importing = [SUNDHEDSCENTER, "import-offers", str(FILES / "services.json")]
    with transaction.atomic():
        with database.as_owner(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE catalogue_offerversion IN EXCLUSIVE MODE")  # may be read, not written
        with subprocess.Popen(importing, env=of_another_process, stdout=subprocess.DEVNULL) as process:
            try:
                until_somebody_waits()
            finally:
                process.kill()
    assert not Offer.objects.filter(origin="import").exists()
    assert not Organisation.objects.filter(code="vandrelauget-ved-fjorden").exists()
    told = subprocess.run(importing, env=of_another_process, capture_output=True, text=True, check=True)
    assert "2 new" in told.stdout
    assert Offer.objects.filter(origin="import").count() == 2
