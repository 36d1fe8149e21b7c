"""What our pages are measured against: Django as `startproject` leaves it, one read by key, a template of ten lines.

The same database as ours, through a connection that is kept as ours is. Start-up is the server's, not the page's.
"""

from django.conf import settings

from sundhedscenter.config import databases

TEMPLATE = """<!doctype html>
<html lang="en">
<head><title>{{ place.name }}</title></head>
<body>
<h1>{{ place.name }}</h1>
<ul>
{% for word in words %}<li>{{ word }}</li>
{% endfor %}</ul>
</body>
</html>"""
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]

settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    # `startproject` asks a kept connection nothing before it is used.
    DATABASES={"default": databases.from_environment()["default"] | {"CONN_HEALTH_CHECKS": False}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    STATIC_URL="static/",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": CONTEXT_PROCESSORS,
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page.html": TEMPLATE})],
                    )
                ],
            },
        }
    ],
)

from django.core.wsgi import get_wsgi_application  # noqa: E402  (needs the settings)

application = get_wsgi_application()

from django.db import models  # noqa: E402  (needs the app registry)
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import get_object_or_404, render  # noqa: E402
from django.urls import path  # noqa: E402


class Place(models.Model):
    """The columns that the page needs of a table that is there."""

    name = models.CharField(max_length=120)

    class Meta:
        app_label = "stock"
        managed = False
        db_table = "catalogue_place"


def page(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place, pk=pk)
    return render(request, "page.html", {"place": place, "words": ["one", "two", "three"]})


urlpatterns = [path("<int:pk>/", page)]
