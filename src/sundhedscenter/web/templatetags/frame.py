"""`{% html_attributes %}`: language, colours and text size of the page. `{% breadcrumb %}`: the way here."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from sundhedscenter.web import trail
from sundhedscenter.web.components import registry

register = template.Library()


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    """A page without a request (an error's) has its language alone."""
    display = context.get("display")
    return format_html('lang="{}"{}', get_language(), display.attributes if display else "")


@register.simple_tag(takes_context=True)
def breadcrumb(context: Context) -> SafeString:
    """Nothing on the front page. The first step is called what it does; the last is the page itself, and no link."""
    match = getattr(context.get("request"), "resolver_match", None)
    steps = trail.steps_above(match)
    if not steps:
        return SafeString("")
    front, *others = steps
    way = [(gettext("Til forsiden"), front[1]), *others]
    return registry.render("breadcrumb", steps=way, here=trail.own_label(match, context))
