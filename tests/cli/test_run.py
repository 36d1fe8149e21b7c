"""`sundhedscenter run` as a whole: start, restart of what dies, refusal, stop. Real processes, real kills."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Part, RunningSite, start_site

pytestmark = pytest.mark.slow
SUNDHEDSCENTER = Path(sys.executable).with_name("sundhedscenter")


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    parent = Path(tempfile.mkdtemp(prefix="dsc-", dir="/tmp"))
    parent.chmod(0o711)
    site = start_site(parent / "s", cold=True)
    yield site
    assert site.stop() == 0
    assert not (site.state.data / "postmaster.pid").exists()
    shutil.rmtree(parent)


def other_run(port: int, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SUNDHEDSCENTER, "run", "--port", str(port)],
        env={**os.environ, "SUNDHEDSCENTER_STATE": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def until_replaced(site: RunningSite, part: Part, killed: int) -> int:
    deadline = time.monotonic() + 60
    while (pid := site.pid(part)) in (None, killed):
        assert time.monotonic() < deadline, f"{part} did not come back"
        os.sched_yield()
    return pid  # type: ignore[return-value]


def test_health_is_told_as_json(site: RunningSite) -> None:
    assert site.wait_until_well()["status"] == "ok"


def test_second_supervisor_on_the_same_folder_is_refused(site: RunningSite) -> None:
    refused = other_run(site.port, site.state.folder)
    assert refused.returncode == 1
    assert f"already runs (process {site.process.pid}" in refused.stderr
    assert "make run PORT=8123" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_busy_port_is_a_plain_error(state_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = other_run(port, state_folder)
    assert refused.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in refused.stderr
    assert "make run PORT=8123" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("part", ["web", "worker", "database"])
def test_part_that_is_killed_comes_back(site: RunningSite, part: Part) -> None:
    killed = site.pid(part)
    site.kill(part)
    assert until_replaced(site, part, killed)  # type: ignore[arg-type]
    assert site.wait_until_well()["status"] == "ok"


def test_killed_supervisor_leaves_nothing_and_starts_again_warm(site: RunningSite) -> None:
    before = {part: site.pid(part) for part in ("web", "worker", "database")}
    site.kill("supervisor")
    began = time.monotonic()
    site.start_again()
    assert time.monotonic() - began < 15  # 5 s on a quiet machine, this one may be shared
    for part, pid in before.items():
        assert site.pid(part) not in (None, pid)  # type: ignore[arg-type]


def test_keys_and_passwords_are_private(site: RunningSite) -> None:
    for file in (site.state.secrets_file, site.state.logins_file, site.state.superuser_file, site.state.prepared_file):
        assert file.stat().st_mode & 0o777 == 0o600
