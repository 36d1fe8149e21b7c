"""The whole demo from nothing: 3,000 citizens within a minute, and nothing out of order."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

SUNDHEDSCENTER = Path(sys.executable).with_name("sundhedscenter")
SWEEP = """
from sundhedscenter.cli import options
with options.running_database():
    options.set_up_django()
    from sundhedscenter.core import clock
    from sundhedscenter.groups.models import Group, SeatOffer
    from sundhedscenter.journey.sweep import sweep

    def count():
        return Group.objects.using("owner").count(), SeatOffer.objects.using("owner").count()

    before = count()
    print(sweep(at=clock.now()).groups, count() == before)
"""


@pytest.mark.long
@pytest.mark.slow
def test_three_thousand_citizens_in_a_minute_beside_the_small_demo(state_folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environment = {**kept, "SUNDHEDSCENTER_STATE": str(state_folder), "SUNDHEDSCENTER_DEMO_CITIZENS": "0"}

    def call(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [SUNDHEDSCENTER, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    call("prepare")
    written = json.loads(call("demo", "--json"))
    assert written["citizens"] == 3000
    assert written["telling_seconds"] + written["writing_seconds"] < 60
    assert json.loads(call("check", "--json")) == []
    swept = subprocess.run([sys.executable, "-c", SWEEP], env=environment, capture_output=True, text=True, check=True)
    assert swept.stdout.split() == ["0", "True"]
    assert "--replace" in call("demo", code=1)
    assert "lies in the future" in call("demo", "--as-of", str(date(2999, 1, 1)), code=2)
    again = json.loads(call("demo", "--json", "--replace", "--seed", "7", "--as-of", written["as_of"]))
    assert (again["replaced"], again["seed"]) == (3000, 7)
    assert json.loads(call("check", "--json")) == []
