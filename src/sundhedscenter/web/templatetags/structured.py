"""What search engines read of the front page."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sundhedscenter.web.structured import site_markup

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_site(context: Context, front: str, offers: str) -> SafeString:
    """The centre and its search, at these addresses. Made absolute: the markup is read away from the page."""
    root = context["request"].build_absolute_uri("/")[:-1]
    return site_markup(front=f"{root}{front}", offers=f"{root}{offers}", language=get_language() or "da")
