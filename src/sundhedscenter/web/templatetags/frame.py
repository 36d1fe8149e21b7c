"""`{% html_attributes %}`: language, colours and text size of the page. `{% breadcrumb %}`: the way here."""

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from sundhedscenter.web import trail
from sundhedscenter.web.templatetags.components import icon

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
    arrow = icon("chevron-right")
    front, *others = steps
    own = trail.own_label(match, context)
    return format_html(
        '<nav class="breadcrumbs" aria-label="{}"><ol class="breadcrumbs__list">{}{}{}</ol></nav>',
        gettext("Brødkrumme"),
        format_html(
            '<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="{}">{}</a></li>',
            front[1],
            gettext("Til forsiden"),
        ),
        format_html_join(
            "",
            '<li class="breadcrumbs__list-item">{}<a class="breadcrumbs__link" href="{}">{}</a></li>',
            ((arrow, href, label) for label, href in others),
        ),
        format_html('<li class="breadcrumbs__list-item" aria-current="page">{}{}</li>', arrow, own)
        if own
        else mark_safe(""),
    )
