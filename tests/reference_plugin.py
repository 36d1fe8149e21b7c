"""Leave out tests marked `reference` when their folder is not here, and say how many."""

import os
from pathlib import Path

import pytest

LEFT_OUT = pytest.StashKey[int]()
VARIABLE = "SUNDHEDSCENTER_REFERENCE"


def reference_folder() -> Path | None:
    """The folder with reference data, or None when it is not set or not there."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named and Path(named).is_dir() else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if reference_folder():
        return
    left_out = [item for item in items if item.get_closest_marker("reference")]
    if not left_out:
        return
    items[:] = [item for item in items if not item.get_closest_marker("reference")]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = len(left_out)
    if hasattr(config, "workeroutput"):  # only in a process of pytest-xdist
        config.workeroutput["reference_left_out"] = len(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Each process of pytest-xdist collects the same tests; one of them tells the count."""
    del error
    output = getattr(node, "workeroutput", {})
    node.config.stash[LEFT_OUT] = output.get("reference_left_out", 0)  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{count} tests left out: set {VARIABLE} to the folder with reference data.")


@pytest.fixture
def reference() -> Path:
    """The folder with reference data, for tests marked `reference`."""
    folder = reference_folder()
    assert folder is not None, "Mark the test with pytest.mark.reference."
    return folder
