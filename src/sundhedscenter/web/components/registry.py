"""The list of components, and the one way to render one.

A component is a function with keyword-only parameters that returns the context of its template. The parameters *are* the
declaration: a template that names an attribute which is not there, forgets one without a default, or gives a value
outside a `Literal` fails at once with the names it could have used.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

Build = Callable[..., Mapping[str, Any]]
MODULES = ("actions", "forms", "notices", "content", "week_grid")


class ComponentError(ValueError):
    """A template used a component in a way that the component does not declare."""


@dataclass(frozen=True)
class Component:
    name: str
    build: Build
    parameters: Mapping[str, inspect.Parameter]

    @property
    def template(self) -> str:
        return f"components/{self.name}.html"

    @property
    def takes_content(self) -> bool:
        return "content" in self.parameters

    def check(self, given: Mapping[str, Any]) -> None:
        """Raise ComponentError for the first attribute that is unknown, missing or outside its choices."""
        for attribute in given:
            if attribute not in self.parameters:
                raise ComponentError(
                    f'"{self.name}" has no attribute "{attribute}". It has: {", ".join(self.parameters)}.'
                )
        for attribute, parameter in self.parameters.items():
            if attribute not in given:
                if parameter.default is parameter.empty:
                    raise ComponentError(f'"{self.name}" needs the attribute "{attribute}".')
            elif get_origin(parameter.annotation) is Literal:
                choices = get_args(parameter.annotation)
                if given[attribute] not in choices:
                    said, allowed = given[attribute], ", ".join(map(str, choices))
                    raise ComponentError(f'"{self.name}": {attribute} is "{said}" but must be one of: {allowed}.')


_components: dict[str, Component] = {}


def component(build: Build) -> Build:
    """Register a component under its function's name; its template is components/<name>.html."""
    name = build.__name__
    parameters = inspect.signature(build).parameters
    if any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in parameters.values()):
        raise TypeError(f"{name}: attributes are keyword-only parameters.")
    if name in _components:
        raise TypeError(f"{name} is registered twice.")
    _components[name] = Component(name=name, build=build, parameters=parameters)
    return build


@cache
def _load() -> None:
    for module in MODULES:
        import_module(f"sundhedscenter.web.components.{module}")


def names() -> list[str]:
    _load()
    return sorted(_components)


def find(name: str) -> Component:
    _load()
    if name not in _components:
        raise ComponentError(f'There is no component "{name}". There are: {", ".join(names())}.')
    return _components[name]


def render(name: str, /, **attributes: Any) -> SafeString:
    """Return the component's HTML. Its template sees only what the component builds, never the page's context."""
    found = find(name)
    found.check(attributes)
    html = get_template(found.template).render(dict(found.build(**attributes)))
    return mark_safe(html.strip())  # noqa: S308 - output of an autoescaping template
