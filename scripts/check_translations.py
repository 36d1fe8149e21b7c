"""Every Danish text in code and templates has its English, and none is a guess.

    python -m scripts.check_translations [--list]

Extracts with Django's makemessages in a copy of the package, so the tree stays as it is, and compares with the
committed .po file. A missing or fuzzy text fails; one that nobody uses any more is told. --list prints the missing
ones as .po entries, ready to be translated.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "sundhedscenter"
CATALOGUE = Path("locale", "en", "LC_MESSAGES", "django.po")


def extracted() -> polib.POFile:
    """The texts marked for translation as they stand in the package now."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "sundhedscenter")
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("assets", "__pycache__", "*.mo", "*.po"))
        (copy / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--verbosity", "0"]
        subprocess.run(command, cwd=copy, check=True)
        return polib.pofile(str(copy / CATALOGUE))


def is_whole(entry: polib.POEntry) -> bool:
    """Whether every form of the text is translated."""
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def compare(used: Iterable[polib.POEntry], known: Iterable[polib.POEntry]) -> tuple[list[polib.POEntry], list[str]]:
    """Return the texts without a whole, certain translation, and the translations that nobody uses."""
    translations = {(entry.msgctxt, entry.msgid): entry for entry in known if not entry.obsolete}
    missing, seen = [], set()
    for entry in used:
        key = (entry.msgctxt, entry.msgid)
        seen.add(key)
        known_entry = translations.get(key)
        if known_entry is None or known_entry.fuzzy or not is_whole(known_entry):
            missing.append(entry)
    return missing, sorted(msgid for context, msgid in translations.keys() - seen)


def main(arguments: list[str]) -> int:
    used = extracted()
    missing, unused = compare(used, polib.pofile(str(PACKAGE / CATALOGUE)))
    for entry in missing:
        place = ", ".join(f"{file}:{line}" for file, line in entry.occurrences[:1])
        print(f"\n#: {place}\n{entry!s}" if "--list" in arguments else f"{place}: no English for “{entry.msgid}”")
    print(
        f"Texts: {len(used)} marked, {len(missing)} without a certain translation, {len(unused)} translations unused."
    )
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
