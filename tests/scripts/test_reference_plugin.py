"""Tests that read reference data are counted when the folder is missing, also by two processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

@pytest.mark.reference
def test_with_data(reference): assert reference.is_dir()

@pytest.mark.reference
def test_more_data(): pass

def test_without(): pass
"""


def run(folder: Path, *options: str, reference: str) -> str:
    (folder / "test_sample.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = reference: x\n")
    environment = {**os.environ, "SUNDHEDSCENTER_REFERENCE": reference, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.reference_plugin",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, *options], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_left_out_tests_are_counted(tmp_path: Path, options: tuple[str, ...]) -> None:
    output = run(tmp_path, *options, reference="")
    assert "2 tests left out: set SUNDHEDSCENTER_REFERENCE" in output
    assert "1 passed" in output


@pytest.mark.slow
def test_with_the_folder_all_run(tmp_path: Path) -> None:
    output = run(tmp_path, reference=str(tmp_path))
    assert "left out" not in output
    assert "3 passed" in output
