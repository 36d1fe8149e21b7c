"""Copy the browser libraries from node_modules to the folder that the site serves.

    python -m scripts.vendor_assets node_modules src/sundhedscenter/web/assets/vendor

The design system is 215 kB of CSS; a page of ours uses a tenth of it. So the copy keeps the element rules and the
components named in KEEP, leaves out fonts (site.css names the two we load), print rules (ours differ) and anything
else, and wraps the rest in a cascade layer: site.css then wins without longer selectors.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

KEEP = re.compile(
    r"\.(sr-only|button(-primary|-secondary|-tertiary|-warning)?|alert(-[a-z]+)?|form-[a-z-]+|details(-[a-z]+)?"
    r"|skipnav|breadcrumbs[a-z_-]*|icon-svg|back-link|step-subheading|container|disabled|focus)(?![\w-])"
)
LEFT_OUT = re.compile(r"\.form-(file|limit)|\.form-input-(wrapper|prefix|suffix)|input\[type=file\]")
FONTS = ("Regular", "SemiBold")
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "dkfds/LICENSE.md": "dkfds/LICENSE.md",
    "dkfds/dist/fonts/IBMPlexSans/split/woff2/license.txt": "fonts/license.txt",
} | {
    f"dkfds/dist/fonts/IBMPlexSans/split/woff2/IBMPlexSans-{weight}-Latin1.woff2": f"fonts/plex-{weight.lower()}.woff2"
    for weight in FONTS
}


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield (prelude, body) of each top-level rule. The input is minified and has no braces inside strings."""
    start = depth = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def wanted(selector: str) -> bool:
    """Say whether every class in the selector is one we use (a selector without classes styles an element)."""
    classes = re.findall(r"\.-?[A-Za-z_][\w-]*", selector)
    return not LEFT_OUT.search(selector) and all(KEEP.fullmatch(name) for name in classes)


def split_selectors(prelude: str) -> list[str]:
    """Split at the commas that stand outside parentheses."""
    return [part for part in re.split(r",(?![^()]*\))", prelude) if part]


def trimmed(css: str) -> str:
    kept: list[str] = []
    for prelude, body in blocks(css):
        if prelude.startswith("@media"):
            inner = "" if "print" in prelude else trimmed(body)
            if inner:
                kept.append(f"{prelude}{{{inner}}}")
        elif not prelude.startswith("@"):
            selectors = [selector for selector in split_selectors(prelude) if wanted(selector)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "\n".join(kept)


def main(source: Path, target: Path) -> None:
    dist = source / "dkfds" / "dist"
    text = (dist / "css" / "dkfds.min.css").read_text(encoding="utf-8").lstrip("\ufeff")
    css = trimmed(re.sub(r"/\*.*?\*/|@charset[^;]*;", "", text, flags=re.DOTALL))
    (target / "dkfds" / "css").mkdir(parents=True, exist_ok=True)
    (target / "dkfds" / "css" / "dkfds.css").write_text(f"@layer dkfds{{\n{css}\n}}\n", encoding="utf-8")
    pictures = {f"dkfds/dist/{path}": f"dkfds/{path}" for path in re.findall(r"url\([\"']?\.\./(img/[^\"')]+)", css)}
    for origin, place in (FILES | pictures).items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / origin, target / place)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
