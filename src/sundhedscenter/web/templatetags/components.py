"""`{% component "button" label=_("Videre") %}` and, with content, `{% componentblock "alert" %}...{% endcomponentblock %}`."""

from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sundhedscenter.web.components import registry

register = template.Library()


@register.simple_tag
def component(name: str, /, **attributes: Any) -> SafeString:
    return registry.render(name, **attributes)


@register.simple_block_tag
def componentblock(content: str, name: str, /, **attributes: Any) -> SafeString:
    """The content is the page's own markup, escaped where the page wrote it."""
    if not registry.find(name).takes_content:
        raise registry.ComponentError(f'"{name}" takes no content: use {{% component %}}.')
    return registry.render(name, content=content, **attributes)


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
