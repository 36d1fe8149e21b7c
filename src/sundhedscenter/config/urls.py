"""All addresses. Danish has no prefix, English stands under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from sundhedscenter.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("openreferral/", include("sundhedscenter.interop.hsds.urls")),
    *i18n_patterns(
        path("kalender/", include("sundhedscenter.interop.urls")),
        path("", include("sundhedscenter.interop.starts.urls")),
        path("", include("sundhedscenter.web.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "sundhedscenter.web.errors.bad_request"
handler403 = "sundhedscenter.web.errors.not_allowed"
handler404 = "sundhedscenter.web.errors.not_found"
handler500 = "sundhedscenter.web.errors.server_error"
