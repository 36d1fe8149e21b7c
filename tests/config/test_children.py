"""The pause between restarts, and children that follow their parent."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from sundhedscenter.config.children import Child, Pause


def test_pause_doubles_to_ten_seconds_and_begins_anew_after_a_steady_life() -> None:
    pause = Pause()
    lengths = []
    for _ in range(9):
        pause.started(0.0)
        lengths.append(pause.ended(1.0))
    assert lengths == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert pause.not_before == 11.0
    pause.started(100.0)
    assert pause.ended(131.0) == 0.1


def test_child_that_ends_is_started_again_after_its_pause() -> None:
    child = Child("greeter", ["--version"], {})
    child.start()
    assert child.wait() == 0
    assert child.keep_alive(1_000.0) == "greeter ended (exit code 0); starting it again in 0.1 s"
    assert child.keep_alive(1_000.05) == "" and child.pid is None
    assert child.keep_alive(1_000.2) == "" and child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert "signal SIGKILL" in child.keep_alive(1_001.0)
    child.ask_to_stop()
    child.wait_until_stopped()


PARENT = """
import signal, subprocess, sys
from sundhedscenter.config.embedded.daemon import die_with_parent
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE,
                         preexec_fn=die_with_parent(signal.SIGKILL))
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_child_of_a_killed_parent_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())  # type: ignore[union-attr]
        watched = os.pidfd_open(child)
        parent.kill()
    assert select.select([watched], [], [], 10)[0], f"{Path(f'/proc/{child}')} still runs"
    os.close(watched)
