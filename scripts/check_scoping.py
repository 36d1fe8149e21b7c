"""Refuse pages and formats that read citizens' rows past a room's scoping function.

    python -m scripts.check_scoping

A page in `web` and a format in `interop` ask a room's query, which names its viewer. The model's own manager
(`Seat.objects`, `get_object_or_404(Seat, ...)`) knows no viewer. Which models hold citizen data is read from their
`wall`. Row-level security is the second wall: this check keeps the first one standing.
"""

import ast
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import django

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "sundhedscenter"
EDGES = ("web", "interop")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}


def citizen_models() -> set[str]:
    """Names of all models whose wall says that they hold citizen data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundhedscenter.config.settings")
    django.setup()
    from sundhedscenter.core import walls  # needs the app registry

    return {model.__name__ for model, wall in walls.declared_models() if wall.holds_citizen_data}


def offences(source: str, models: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each unscoped reading in one file.

    A model is known by its name where it is defined, also when imported `as` something else or reached through its
    module.
    """
    tree = ast.parse(source)
    names = {name: name for name in models}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname and alias.name in models}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and _model(node.value, names):
            yield node.lineno, f"{_model(node.value, names)}.{node.attr}"
        elif isinstance(node, ast.Call) and (model := _looked_up(node, names)):
            yield node.lineno, f"{_last_name(node.func)}({model}, ...)"


def _looked_up(call: ast.Call, names: dict[str, str]) -> str | None:
    return _model(call.args[0], names) if call.args and _last_name(call.func) in SHORTCUTS else None


def _model(node: ast.expr, names: dict[str, str]) -> str | None:
    return names.get(_last_name(node) or "")


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def main() -> int:
    models = citizen_models()
    found = 0
    for path in sorted(path for room in EDGES for path in (PACKAGE / room).rglob("*.py")):
        for line, text in offences(path.read_text(encoding="utf-8"), models):
            found += 1
            print(f"{path.relative_to(PACKAGE.parent.parent)}:{line}: {text} names no viewer; call the room's query.")
    print(f"Scoping: {found} unscoped readings of {len(models)} models with citizen data.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
