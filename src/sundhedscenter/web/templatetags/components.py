"""Components in templates.

    {% component "button" label=_("Videre") %}

    {% componentblock "card" heading=title %}
        <p>The page's own markup, escaped where the page wrote it.</p>
        {% slot "footer" %}<a href="...">...</a>{% endslot %}
    {% endcomponentblock %}

What stands outside the slots is the slot `content`. An unknown component, attribute, slot or literal choice, and one that
is missing, fails when the template is compiled.
"""

from functools import cache

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sundhedscenter.web.components import registry

register = template.Library()

type Values = dict[str, FilterExpression]


class ComponentNode(Node):
    """One component on a page: attributes to resolve, slots to render. Sees nothing else of the page."""

    def __init__(self, name: str, attributes: Values, slots: dict[str, NodeList]) -> None:
        self.name, self.attributes = name, attributes
        # Django, and our folding, find the nodes inside through these names.
        self.child_nodelists = tuple(f"slot_{slot}" for slot in slots)
        for slot, nodes in slots.items():
            setattr(self, f"slot_{slot}", nodes)

    @property
    def slots(self) -> dict[str, NodeList]:
        return {name.removeprefix("slot_"): getattr(self, name) for name in self.child_nodelists}

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.attributes.items()}
        markup = {name: mark_safe(nodes.render(context).strip()) for name, nodes in self.slots.items()}  # noqa: S308
        return registry.render(self.name, **values, **markup)


class SlotNode(Node):
    """The markup of one slot until its component takes it."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    name, attributes = _name_and_attributes(parser, token)
    return _checked(ComponentNode(name, attributes, {}))


@register.tag
def componentblock(parser: Parser, token: Token) -> ComponentNode:
    name, attributes = _name_and_attributes(parser, token)
    slots: dict[str, NodeList] = {}
    content = NodeList()
    for node in parser.parse(("endcomponentblock",)):
        if not isinstance(node, SlotNode):
            content.append(node)
        elif node.name in slots:
            raise registry.ComponentError(f'"{name}": the slot "{node.name}" is filled twice.')
        else:
            slots[node.name] = node.nodelist
    parser.delete_first_token()
    if any(not isinstance(node, TextNode) or node.s.strip() for node in content):
        slots["content"] = content
    return _checked(ComponentNode(name, attributes, slots))


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """A part of the component around it: its `{% if %}` stands inside, for what is declared must not come and go."""
    name = _word(parser, token)
    around = [command for command, _token in parser.command_stack[:-1]]
    if around[-1:] != ["componentblock"]:
        raise registry.ComponentError(f'The slot "{name}" must stand directly in a componentblock.')
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name, nodelist)


def is_literal(expression: FilterExpression) -> bool:
    """A word, number or True, False, None written in the template, without filters."""
    var = expression.var
    if expression.filters:
        return False
    return not isinstance(var, Variable) or var.literal is not None or var.var in ("True", "False", "None")


def _word(parser: Parser, token: Token) -> str:
    """The quoted word after the tag's own name."""
    parts = token.split_contents()
    word = parser.compile_filter(parts[1]) if len(parts) > 1 and "=" not in parts[1] else None
    if word is None or word.filters or not isinstance(word.var, str):
        raise template.TemplateSyntaxError(
            f'{{% {parts[0]} %}} begins with a name in quotes: {{% {parts[0]} "name" %}}'
        )
    return str(word.var)


def _name_and_attributes(parser: Parser, token: Token) -> tuple[str, Values]:
    name = _word(parser, token)
    attributes: Values = {}
    for part in token.split_contents()[2:]:
        attribute, is_pair, value = part.partition("=")
        if not is_pair or not attribute.isidentifier():
            raise template.TemplateSyntaxError(f'"{name}": write attribute=value, not {part}.')
        if attribute in attributes:
            raise registry.ComponentError(f'"{name}": the attribute "{attribute}" is given twice.')
        attributes[attribute] = parser.compile_filter(value)
    return name, attributes


def _checked(node: ComponentNode) -> ComponentNode:
    found = registry.find(node.name)
    found.check_places(node.attributes, node.slots)
    found.check_names({**node.attributes, **node.slots})
    for attribute, value in node.attributes.items():
        if is_literal(value):
            found.check_value(attribute, value.resolve(Context()))
    return node


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from our sprite. Without a label it is decoration and hidden from screen readers."""
    address = f"{_sprite()}#{name}"
    if label:
        return format_html(
            '<svg class="icon-svg" role="img" aria-label="{}" focusable="false"><use href="{}"/></svg>',
            label,
            address,
        )
    return format_html(
        '<svg class="icon-svg" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        address,
    )


@cache
def _sprite() -> str:
    return static("icons.svg")


@register.filter
def tel(number: str) -> str:
    """Address of a Danish telephone number; 112 and 1813 keep their short form."""
    digits = "".join(sign for sign in str(number) if sign.isdigit() or sign == "+")
    return f"tel:{digits}" if digits.startswith("+") or len(digits) < 8 else f"tel:+45{digits}"
