"""The licence of everything we build on, as a table in THIRD_PARTY.md.

    python -m scripts.licences --write    make the tables anew
    python -m scripts.licences --check    fail when they are old or a licence is not among those we may use

Reads what the installed packages and package-lock.json say of themselves. Development tools are not distributed and
stand in pyproject.toml with their reason.
"""

import json
import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD_PARTY.md"
BEGIN, END = "<!-- made by scripts/licences.py -->", "<!-- end -->"
# May be used beside EUPL-1.2 (weak copyleft by dynamic import included).
ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-0-Clause", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC",
    "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "OFL-1.1", "PostgreSQL", "PSF-2.0",
    "Python-2.0", "Unicode-3.0", "Zlib",
}  # fmt: skip
# Packages that say it in words or with several texts.
IN_WORDS = {
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
}


def distributed() -> dict[str, Distribution]:
    """Every Python package that a running site imports, by name: our dependencies and theirs on this platform."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(line) for line in distribution("sundhedscenter").requires or ()]
    while waiting:
        requirement = waiting.pop()
        extras = requirement.extras or {""}
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        package = distribution(requirement.name)
        name = package.metadata["Name"].lower().replace("_", "-")
        if name in found and extras == {""}:
            continue
        found[name] = package
        for line in package.requires or ():
            below = Requirement(line)
            if below.marker is None or any(below.marker.evaluate({"extra": extra}) for extra in extras):
                below.marker = None
                waiting.append(below)
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """The SPDX expression of a package, as it names it itself."""
    data = package.metadata
    words = [line.rsplit(" :: ", 1)[-1] for line in data.get_all("Classifier") or () if line.startswith("License ::")]
    if stated := data.get("License-Expression"):
        return stated
    if len(words) == 1 and words[0] in IN_WORDS:
        return IN_WORDS[words[0]]
    stated = (data.get("License") or "").split("\n")[0].strip()
    return IN_WORDS.get(stated, stated) or "?"


def accepted(expression: str) -> bool:
    """Whether one choice of an OR, and every part of an AND, is a licence we may use."""
    plain = expression.replace("(", "").replace(")", "")
    return any(all(part.strip() in ACCEPTED for part in choice.split(" AND ")) for choice in re.split(r" OR |/", plain))


def tables() -> tuple[str, list[str]]:
    """Return the two tables as Markdown, and the packages whose licence we do not know to be usable."""
    rows = [(name, licence(package)) for name, package in distributed().items()]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    browser = [
        (path.removeprefix("node_modules/"), package.get("license", "?"))
        for path, package in sorted(locked.items())
        if path and not package.get("dev")
    ]
    strange = [f"{name} ({text})" for name, text in rows + browser if not accepted(text)]
    lines = []
    for title, table in (("Python packages of a running site", rows), ("Browser files", browser)):
        lines += [f"### {title}", "", "| Package | Licence |", "|---|---|"]
        lines += [f"| {name} | {text} |" for name, text in table]
        lines.append("")
    return "\n".join(lines), strange


def main(arguments: list[str]) -> int:
    text, strange = tables()
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    fresh = f"{before}{BEGIN}\n\n{text}\n{END}{rest.partition(END)[2]}"
    if "--write" in arguments:
        PAGE.write_text(fresh, encoding="utf-8")
    elif fresh != page:
        print("THIRD_PARTY.md is old: run python -m scripts.licences --write")
        return 1
    for name in strange:
        print(f"{name}: is this licence usable beside EUPL-1.2? Add it to ACCEPTED with a reason, or leave it out.")
    print(f"Licences: {len(strange)} to look at.")
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
