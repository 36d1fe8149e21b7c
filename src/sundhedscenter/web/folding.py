"""Templates compiled once for each language, with what never changes within a language worked out beforehand.

A page is mostly words, addresses and pictures that are the same for everybody. Django looks each of them up on every
request; here a literal `{% translate %}`, `{% static %}`, `{% url %}`, `{% icon %}` or `{% component %}`, and a
component's block when all in it is literal, is rendered when the template is compiled and becomes plain text. What depends on a variable stays as it is, and nothing about a
visitor is kept.
"""

from collections.abc import Iterable
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, GetCurrentLanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.translation import get_language

from sundhedscenter.web.templatetags.components import ComponentNode, icon, is_literal

# Tags whose answer depends on their arguments and the language alone.
PURE = (icon,)


class _Folded(base.Loader):
    """Folds what it has compiled before anybody else can get hold of it."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        fold(template)
        return template


class Loader(cached.Loader, _Folded):
    """Keeps one compiled copy of a template for each language (and place of the site below the server's root)."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()} {get_script_prefix()} {super().cache_key(template_name, skip)}"


def fold(template: Template) -> None:
    """Replace everything constant in a compiled template by its text."""
    _fold_list(template.nodelist, template)


class Constant(Node):
    """`{% ... as name %}` whose value is known."""

    child_nodelists = ()

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def render(self, context: Context) -> str:
        context[self.name] = self.value
        return ""


class Extends(ExtendsNode):
    """`{% extends %}` with its parent and the parent's blocks already found."""

    def __init__(self, node: ExtendsNode, parent: Template) -> None:
        super().__init__(node.nodelist, node.parent_name)
        self.parent = parent
        is_root = not any(isinstance(found, ExtendsNode) for found in parent.nodelist)
        found: list[Any] = parent.nodelist.get_nodes_by_type(BlockNode) if is_root else []
        self.parent_blocks = {block.name: block for block in found}

    def render(self, context: Context) -> str:
        state: dict[Any, Any] = context.render_context  # type: ignore[assignment]  # holds more than its stub says
        blocks = state.setdefault(BLOCK_CONTEXT_KEY, BlockContext())
        blocks.add_blocks(self.blocks)
        blocks.add_blocks(self.parent_blocks)
        with context.render_context.push_state(self.parent, isolated_context=False):
            text: str = self.parent._render(context)  # type: ignore[attr-defined]  # as Django's own node does
        return text


def _fold_list(nodes: NodeList, template: Template) -> None:
    folded: list[Node] = []
    for node in nodes:
        new = _folded(node, template)
        if isinstance(new, TextNode) and folded and isinstance(folded[-1], TextNode):
            folded[-1] = _text(folded[-1].s + new.s, folded[-1])
        elif not isinstance(new, TextNode) or new.s:
            folded.append(new)
    nodes[:] = folded


def _folded(node: Node, template: Template) -> Node:
    if isinstance(node, (LoadNode, CommentNode)):
        return _text("", node)
    if _is_constant(node):
        return _constant(node, template)
    if isinstance(node, ExtendsNode) and not isinstance(node, Extends) and _is_literal(node.parent_name):
        node = _with_parent(node, template)
    for children in _children(node):
        _fold_list(children, template)
    if isinstance(node, ComponentNode) and _has_only_words(node):
        return _constant(node, template)
    return node


def _has_only_words(node: ComponentNode) -> bool:
    """Its slots are folded already."""
    inside = [child for nodes in node.slots.values() for child in nodes]
    return _are_literal(node.attributes.values()) and all(isinstance(child, TextNode) for child in inside)


def _with_parent(node: ExtendsNode, template: Template) -> Node:
    assert isinstance(node.parent_name, FilterExpression), "checked to be literal"
    parent = node.parent_name.resolve(Context())
    if parent == template.name:
        return node  # one that takes the place of another with its own name is found by Django's search alone
    return _like(Extends(node, template.engine.get_template(parent)), node)


def _children(node: Node) -> Iterable[NodeList]:
    if isinstance(node, IfNode):
        return [nodelist for _condition, nodelist in node.conditions_nodelists]
    return [found for name in node.child_nodelists if (found := getattr(node, name, None)) is not None]


def _is_constant(node: Node) -> bool:
    match node:
        case TranslateNode():
            return _is_literal(node.filter_expression) and _are_literal([node.message_context])
        case BlockTranslateNode():
            words = not any(token.token_type.name == "VAR" for token in node.singular)
            return words and not node.plural and not node.extra_context and _are_literal([node.message_context])
        case StaticNode():
            return type(node) is StaticNode and _is_literal(node.path)
        case URLNode():
            return _is_literal(node.view_name) and not node.args and not node.kwargs
        case SimpleNode():
            return node.func in PURE and _are_literal([*node.args, *node.kwargs.values()])
        case GetCurrentLanguageNode():
            return True
    return False


def _are_literal(expressions: Iterable[FilterExpression | None]) -> bool:
    return all(expression is None or _is_literal(expression) for expression in expressions)


def _is_literal(expression: FilterExpression | Node) -> bool:
    return not isinstance(expression, Node) and is_literal(expression)


def _constant(node: Node, template: Template) -> Node:
    context = Context()
    context.template = template
    text = node.render(context)
    names = context.flatten().keys() - {"True", "False", "None"}
    if not names:
        return _text(text, node)
    (name,) = names
    return _like(Constant(str(name), context[str(name)]), node)


def _text(text: str, beside: Node) -> Node:
    return _like(TextNode(text), beside)


def _like(new: Node, old: Node) -> Node:
    """Errors in the new node are told as errors in the old one's line."""
    new.token, new.origin = old.token, old.origin
    return new
