"""State folders that are made once and copied: making a database takes seconds, copying one does not."""

import json
import shutil
import subprocess
from pathlib import Path

from sundhedscenter.config.embedded import State, places
from sundhedscenter.config.embedded.logins import write_private


def copy_state(kept: Path, folder: Path) -> State:
    """A stopped state folder as one of its own in another place, with PostgreSQL's programs shared, not copied."""
    subprocess.run(["cp", "-a", str(kept), str(folder)], check=True)
    state = State(folder, chosen=True)
    logins = json.loads(state.logins_file.read_text())
    write_private(state.logins_file, json.dumps({**logins, "host": str(state.data)}, indent=1))
    for programs in places.user_folder().glob("postgresql-*"):
        (folder / programs.name).symlink_to(programs)
    return state


def keep_newest(base: Path, names: str, count: int) -> None:
    """Remove the folders of code that nobody tests any more."""
    for folder in sorted(base.glob(names), key=lambda found: found.stat().st_mtime)[:-count]:
        shutil.rmtree(folder)
