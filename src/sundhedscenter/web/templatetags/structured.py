"""What search engines read of the front page."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from sundhedscenter.web.structured import site_markup

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_site(context: Context) -> SafeString:
    """The centre and its search. Absolute addresses: the markup is read away from the page."""
    here = context["request"].build_absolute_uri
    return site_markup(front=here(reverse("web:front")), offers=here(reverse("web:offers")))
