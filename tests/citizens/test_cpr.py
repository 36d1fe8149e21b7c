"""Sealing, finding and moving CPR numbers. The numbers are made up: serial 99xx, failing modulus 11."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction

from sundhedscenter.citizens import cpr
from sundhedscenter.citizens.cpr import CprKeys, CprUnreadable
from sundhedscenter.citizens.models import Citizen, NationalIdentifier
from sundhedscenter.config import secrets
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import viewer_for
from tests import database

NUMBER, OTHER = "0101509901", "0202509902"
OLD = CprKeys(by_id={"1": b"1" * 32}, current="1", index=b"i" * 32)
NEW = CprKeys(by_id={**OLD.by_id, "2": b"2" * 32}, current="2", index=OLD.index)
AsOwner = Callable[..., AbstractContextManager[None]]


def citizen(name: str) -> Citizen:
    return Citizen.objects.create(display_name=name, language="da", created_at=datetime(2026, 11, 2, tzinfo=UTC))


def test_numbers_used_here_are_not_anybodys() -> None:
    for number in (NUMBER, OTHER):
        assert number[6:8] == "99"
        assert sum(int(n) * w for n, w in zip(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11


@pytest.mark.parametrize("text", ["010150-9901", "0101509901", " 010150 9901 "])
def test_ways_to_write_a_number(text: str) -> None:
    assert cpr.normalised(text) == NUMBER


@pytest.mark.parametrize("text", ["", "010150-990", "010150-99012", "0101५0-9901", "010150--9901"])
def test_other_texts_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(CprUnreadable) as refused:
        cpr.normalised(text)
    assert not text or text not in str(refused.value)


PUBLIC = (
    *("2512484916", "2512489996", "2509479989", "0201609995", "0201609996", "3001749995", "0108629996"),
    *("0108589995", "2911829996", "1502779995", "2103009996", "2512169996", "0909999933"),
)


@pytest.mark.parametrize("number", PUBLIC)
def test_the_public_test_numbers_are_readable(number: str) -> None:
    """Thirteen numbers from the national examples; most fail modulus 11."""
    assert cpr.normalised(f"{number[:6]}-{number[6:]}") == number


@pytest.mark.parametrize(
    ("number", "exists"),
    [
        ("2902009901", True),  # 9 says 2000
        ("2902000199", False),  # 0 says 1900, which had no 29 February
        ("3002509901", False),
        ("3104509901", False),
        ("0013509901", False),
        ("3212509901", False),
        ("2902049901", True),
    ],
)
def test_a_day_that_never_was(number: str, exists: bool) -> None:
    if exists:
        assert cpr.normalised(number) == number
    else:
        with pytest.raises(CprUnreadable) as refused:
            cpr.normalised(number)
        assert number not in str(refused.value)


@pytest.mark.django_db
def test_citizen_is_found_by_the_number_by_the_process_that_may(as_owner: AsOwner) -> None:
    with as_owner():
        karen = citizen("Karen")
        row = cpr.set_number(citizen=karen, number=NUMBER, keys=OLD)
        stranger = User.objects.create(username="stranger")
    with acting_as(system("login")):
        assert cpr.citizen_with_number("010150-9901", keys=OLD) == karen
        assert cpr.citizen_with_number(OTHER, keys=OLD) is None
    with acting_as(viewer_for(stranger, date(2026, 11, 2))):
        assert cpr.citizen_with_number(NUMBER, keys=OLD) is None
    assert NUMBER not in repr(row) + repr(OLD) + repr(karen)
    assert repr(b"1" * 32) not in repr(OLD)


@pytest.mark.django_db
def test_number_is_found_by_its_index_and_stored_sealed(as_owner: AsOwner) -> None:
    with as_owner():
        row = cpr.set_number(citizen=citizen("Karen"), number="010150-9901", keys=OLD)
        cpr.set_number(citizen=citizen("Bent"), number=OTHER, keys=OLD)
        found = NationalIdentifier.objects.get(blind_index=cpr.blind_index(NUMBER, keys=OLD))
        assert found == row
        assert cpr.number_of(found, keys=OLD) == NUMBER
        assert NUMBER.encode() not in bytes(found.ciphertext)
        with pytest.raises(IntegrityError), transaction.atomic():
            cpr.set_number(citizen=citizen("Else"), number=NUMBER, keys=OLD)


@pytest.mark.django_db
def test_seal_does_not_open_in_another_persons_row(as_owner: AsOwner) -> None:
    with as_owner():
        row = cpr.set_number(citizen=citizen("Karen"), number=NUMBER, keys=OLD)
        row.citizen_id = citizen("Bent").pk
        with pytest.raises(InvalidTag):
            cpr.number_of(row, keys=OLD)


@pytest.mark.django_db
def test_rotation_moves_every_row_in_batches_and_only_once(as_owner: AsOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpr, "BATCH", 2)
    with as_owner():
        for serial in range(5):
            cpr.set_number(citizen=citizen("x"), number=f"010150990{serial}", keys=OLD)
        assert cpr.rotate_keys(keys=NEW, using="default") == 5
        assert cpr.rotate_keys(keys=NEW, using="default") == 0
        rows = NationalIdentifier.objects.order_by("blind_index")
        assert {row.key_id for row in rows} == {"2"}
        assert {cpr.number_of(row, keys=NEW) for row in rows} == {f"010150990{serial}" for serial in range(5)}
        assert rows.get(blind_index=cpr.blind_index("0101509903", keys=OLD))


@pytest.mark.slow
def test_command_adds_a_key_and_keeps_the_old(state_folder: Path) -> None:
    environment = {**os.environ, "SUNDHEDSCENTER_STATE": str(state_folder)}
    command = Path(sys.executable).with_name("sundhedscenter")
    database.copy_migrated(state_folder)
    rotated = subprocess.run(
        [command, "rotate-keys"], env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert rotated == "0 numbers moved; key 2 is now in use. Restart web and worker.\n"
    assert sorted(secrets.read(state_folder / "secrets.json").cpr_keys) == [1, 2]
