"""The list of components, and the one way to render one.

A component is a function with keyword-only parameters that returns the context of its template. The parameters *are* the
declaration: a template that names an attribute which is not there, forgets one without a default, or gives a value
outside a `Literal` fails at once with the names it could have used. A parameter of the type `Slot` takes markup of the
page; every other takes a value. In a template all this is checked when the template is compiled, before anybody sees it.
"""

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Literal, get_args, get_origin

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

Build = Callable[..., Mapping[str, Any]]
Slot = Annotated[str, "slot"]
MODULES = ("actions", "forms", "notices", "content", "ways", "finding", "week_grid")


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
    def slots(self) -> tuple[str, ...]:
        return tuple(name for name, parameter in self.parameters.items() if parameter.annotation == Slot)

    @property
    def attributes(self) -> tuple[str, ...]:
        return tuple(name for name in self.parameters if name not in self.slots)

    def check(self, given: Mapping[str, Any]) -> None:
        """Raise ComponentError for the first attribute that is unknown, missing or outside its choices."""
        self.check_names(given)
        for attribute, value in given.items():
            self.check_value(attribute, value)

    def check_names(self, given: Collection[str]) -> None:
        for attribute in given:
            if attribute not in self.parameters:
                raise ComponentError(f'"{self.name}" has no attribute "{attribute}". {self._what_it_has()}')
        for name, parameter in self.parameters.items():
            if name not in given and parameter.default is parameter.empty:
                kind = "slot" if name in self.slots else "attribute"
                raise ComponentError(f'"{self.name}" needs the {kind} "{name}".')

    def check_value(self, attribute: str, value: Any) -> None:
        annotation = self.parameters[attribute].annotation
        if get_origin(annotation) is Literal and value not in get_args(annotation):
            allowed = ", ".join(map(str, get_args(annotation)))
            raise ComponentError(f'"{self.name}": {attribute} is "{value}" but must be one of: {allowed}.')

    def check_places(self, attributes: Collection[str], slots: Collection[str]) -> None:
        """Raise ComponentError when markup stands where a value belongs, or the other way round."""
        for name in slots:
            if name == "content" and name not in self.slots:
                raise ComponentError(f'"{self.name}" takes no content. {self._what_it_has()}')
            if name not in self.slots:
                raise ComponentError(f'"{self.name}" has no slot "{name}". {self._what_it_has()}')
        for name in attributes:
            if name in self.slots:
                raise ComponentError(f'"{self.name}": "{name}" is a slot. Put its markup in the block, not in the tag.')

    def _what_it_has(self) -> str:
        slots = f" Slots: {', '.join(self.slots)}." if self.slots else ""
        return f"It has: {', '.join(self.attributes) or 'no attributes'}.{slots}"


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
