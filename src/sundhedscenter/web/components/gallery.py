"""Every component on one page, in all themes, with its attributes and the code that makes it: for those who build pages.

The code shown is the code that is rendered: it is written from the example, compiled and run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pprint import pformat
from typing import Any, Literal, get_args, get_origin

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sundhedscenter.web.components import registry
from sundhedscenter.web.components.examples import EXAMPLES

THEMES: dict[str, str | Promise] = {
    "light": _("Lys"),
    "dark": _("Mørk"),
    "high": _("Høj kontrast"),
    "calm": _("Rolig"),
}
# Where an id or a group's name stands in HTML: four copies of one example must not be taken for each other.
IDENTITIES = re.compile(r'(?<![\w-])(id|for|name|aria-describedby|aria-labelledby)="([^"]+)"|(href)="#([^"]+)"')
CODE_WIDTH = 100


@dataclass(frozen=True)
class Attribute:
    name: str
    says: str


def missing_examples() -> set[str]:
    return set(registry.names()) ^ set(EXAMPLES)


def code(name: str) -> tuple[str, dict[str, Any]]:
    """The example as a page would write it, and the values that the page would have from its view."""
    component, example = registry.find(name), EXAMPLES[name]
    tag, values = [f'"{name}"'], {}
    for attribute, value in example.items():
        if attribute in component.slots:
            continue
        if isinstance(value, (bool, int)):
            tag.append(f"{attribute}={value}")
        elif isinstance(value, str) and '"' not in value:
            tag.append(f'{attribute}="{value}"')
        else:
            tag.append(f"{attribute}={attribute}")
            values[attribute] = value
    slots = {slot: str(example[slot]) for slot in component.slots if slot in example}
    return _block(" ".join(tag), slots) if slots else f"{{% component {' '.join(tag)} %}}", values


def _block(tag: str, slots: Mapping[str, str]) -> str:
    lines = [f"{{% componentblock {tag} %}}"]
    for slot, markup in slots.items():
        lines.append(f"    {markup}" if slot == "content" else f'    {{% slot "{slot}" %}}{markup}{{% endslot %}}')
    return "\n".join([*lines, "{% endcomponentblock %}"])


def example_html(name: str) -> SafeString:
    source, values = code(name)
    html = Template("{% load components i18n %}" + source).render(Context(values))
    return mark_safe(html.strip())  # noqa: S308 - output of an autoescaping template


def apart(html: str, copy: str) -> SafeString:
    """The same HTML with ids and names of its own; what ends in "-limit" or "-hint" still does."""

    def renamed(found: re.Match[str]) -> str:
        attribute, words, href, target = found.groups()
        if href:
            return f'href="#{copy}-{target}"'
        return f'{attribute}="{" ".join(f"{copy}-{word}" for word in words.split())}"'

    return mark_safe(IDENTITIES.sub(renamed, html))  # noqa: S308 - made by autoescaping templates


def attributes(name: str) -> list[Attribute]:
    component = registry.find(name)
    found = []
    for attribute in component.attributes:
        parameter = component.parameters[attribute]
        choices = get_args(parameter.annotation) if get_origin(parameter.annotation) is Literal else ()
        says = " | ".join(map(str, choices))
        if parameter.default is parameter.empty:
            says = says or "!"
        elif parameter.default not in ("", None, (), False):
            says = f"{says}, else {parameter.default}".removeprefix(", ")
        found.append(Attribute(attribute, says))
    return found


def entries() -> list[dict[str, Any]]:
    """Each component in the order of the examples. Raises KeyError for one without."""
    if missing := missing_examples():
        raise KeyError(f"No example for, or no component: {', '.join(sorted(missing))}.")
    return [_entry(name) for name in EXAMPLES]


def _entry(name: str) -> dict[str, Any]:
    component, html = registry.find(name), example_html(name)
    source, values = code(name)
    shown = "\n".join(
        f"{word} = {pformat(value, width=CODE_WIDTH, sort_dicts=False)}" for word, value in values.items()
    )
    return {
        "name": name,
        "about": " ".join((component.build.__doc__ or "").replace("`", "").split()),
        "attributes": attributes(name),
        "slots": component.slots,
        "code": f"{source}\n\n{shown}".strip(),
        "copies": [{"theme": theme, "label": label, "html": apart(html, theme)} for theme, label in THEMES.items()],
    }


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    shown = entries()
    links = [(entry["name"], f"#del-{entry['name']}") for entry in shown]
    return render(request, "gallery.html", {"entries": shown, "links": links})
