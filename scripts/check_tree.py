"""Refuse what must never stand in the tree: addresses of package registries, paths of one machine, keys, real
CPR numbers, very large files.

    python -m scripts.check_tree

Reads every file that git tracks or would track.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 2_000_000
# Spelled in halves, so that this file does not find itself.
REGISTRIES = tuple(name + ending for name, ending in (("pypi", ".org"), ("pythonhosted", ".org"), ("npmjs", ".org")))
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|root|home|Users)/[\w.-]+")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")
CPR = re.compile(r"(?<![\w.-])(\d{6})-?(\d{4})(?![\w-])")
CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# National test persons, published with these numbers (MedCom).
TEST_CPR = {"2512484916"}
LOCKS = ("requirements.lock", "requirements-analysis.lock", "package-lock.json")


def registries_here() -> tuple[str, ...]:
    """The well-known registries, and those this machine is set up with, whatever they are called."""
    settings = [value for name, value in os.environ.items() if re.search(r"(INDEX|REGISTRY)", name) and "://" in value]
    for command in (["npm", "config", "get", "registry"], [sys.executable, "-m", "pip", "config", "list"]):
        try:
            settings.append(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
        except FileNotFoundError:
            continue  # without the program there is no such setting
    hosts = {
        urlsplit(address).hostname or "" for text in settings for address in re.findall(r"https?://[^\s'\"]+", text)
    }
    return tuple(sorted({*REGISTRIES, *hosts} - {"", "localhost", "127.0.0.1"}))


def is_real_cpr(digits: str) -> bool:
    """Whether the ten digits are a date and pass modulus 11, and are no published test number."""
    if digits in TEST_CPR or sum(int(d) * w for d, w in zip(digits, CPR_WEIGHTS, strict=True)) % 11:
        return False
    try:
        date(2000 + int(digits[4:6]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return False
    return True


def findings(name: str, content: bytes, registries: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with one file, as `line: text`."""
    if len(content) > LARGEST:
        yield f"1: {len(content):,} bytes; the limit is {LARGEST:,}"
    if b"\0" in content[:8000]:
        return
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        for host in registries:
            if host in line:
                yield f"{number}: the address of a package registry"
        if name in LOCKS and "://" in line:
            yield f"{number}: a lock file holds versions and hashes, no addresses"
        if found := MACHINE_PATH.search(line):
            yield f"{number}: the path {found[0]} exists on one machine only"
        if PRIVATE_KEY.search(line):
            yield f"{number}: a private key"
        if name not in LOCKS and any(is_real_cpr(a + b) for a, b in CPR.findall(line)):
            yield f"{number}: ten digits that may be a real person's CPR number"


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return sorted(name for name in os.fsdecode(listed.stdout).split("\0") if name and (ROOT / name).is_file())


def main() -> int:
    registries = registries_here()
    names = tracked()
    found = [f"{name}:{text}" for name in names for text in findings(name, (ROOT / name).read_bytes(), registries)]
    for line in found:
        print(line)
    print(f"Tree: {len(found)} problems in {len(names)} files.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
