"""Settings. Everything that differs between installations comes from the environment; see docs/operations.md."""

import os
from datetime import date
from email.utils import parseaddr
from pathlib import Path

from django.utils.csp import CSP

from sundhedscenter import __version__
from sundhedscenter.config import databases, dates, secrets
from sundhedscenter.config.embedded.places import State

VERSION = __version__
PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
CONTENT = Path(os.environ.get("SUNDHEDSCENTER_CONTENT", CHECKOUT / "content"))

SECRET_KEY = secrets.secret_key()
DEBUG = False
DEMO = os.environ.get("SUNDHEDSCENTER_DEMO", "1") == "1"
ALLOWED_HOSTS = os.environ.get("SUNDHEDSCENTER_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "sundhedscenter.core",
    "sundhedscenter.partnership",
    "sundhedscenter.catalogue",
    "sundhedscenter.citizens",
    "sundhedscenter.intake",
    "sundhedscenter.pathways",
    "sundhedscenter.groups",
    "sundhedscenter.delivery",
    "sundhedscenter.journey",
    "sundhedscenter.evaluation",
    "sundhedscenter.interop",
    "sundhedscenter.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Adds up to 100 random bytes to each answer, so that its length tells nothing about a secret in it (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "sundhedscenter.web.health.HealthFirst",
    "sundhedscenter.interop.open_data.NobodyAsks",
    "sundhedscenter.core.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sundhedscenter.core.middleware.NamedViewer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "sundhedscenter.config.urls"
WSGI_APPLICATION = "sundhedscenter.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [("sundhedscenter.web.folding.Loader", ["django.template.loaders.filesystem.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "sundhedscenter.web.context.site",
            ],
        },
    }
]

DATABASES = databases.from_environment()
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "partnership.User"
AUTHENTICATION_BACKENDS = ["sundhedscenter.partnership.log_in.LogIn"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LOGIN_URL = "web:log_in"
VIEWER_PROVIDER = "sundhedscenter.partnership.viewers.viewer_for"
DRAFT_COOKIE = "kladde"
DRAFT_DAYS = 30
SESSION_ENGINE = "sundhedscenter.core.log_ins"
SESSION_COOKIE_AGE = 60 * 60 * 8
# A borrowed computer: closing the browser logs out. The conversation before log-in is kept by its own cookie.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sundhedscenter.web.errors.form_reused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

HTTPS = os.environ.get("SUNDHEDSCENTER_HTTPS", "0") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# TLS ends at the proxy (docs/operations.md), which must set this header itself and pass on none that it was sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
# A folder only where an operator collects the files for a server of their own; else `serve` collects them itself.
STATIC_ROOT = os.environ.get("SUNDHEDSCENTER_STATIC") or None
STATIC_FOLDER = State.from_environment().folder / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "assets"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "sundhedscenter.web.static_files.Storage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

TASKS = {
    "default": {
        "BACKEND": "sundhedscenter.core.procrastinate_backend.ProcrastinateBackend",
        "QUEUES": ["default", "messages", "pooling"],
    }
}
PROCRASTINATE_ON_APP_READY = None

CENTRE_NAME = "Det Digitale Sundhedscenter"
CENTRE_PHONE = os.environ.get("SUNDHEDSCENTER_PHONE", "70 00 00 00")
DEFAULT_FROM_EMAIL = os.environ.get("SUNDHEDSCENTER_FROM", "Det Digitale Sundhedscenter <sundhedscenter@example.org>")
# E-mail leaves by this server; without one, all post lies as files in the state folder.
SMTP_URL = os.environ.get("SUNDHEDSCENTER_SMTP_URL", "")
MESSAGE_FOLDER = State.from_environment().folder / "post"
# Seconds of silence after which a worker counts as killed and its jobs are taken over.
WORKER_PATIENCE_SECONDS = float(os.environ.get("SUNDHEDSCENTER_WORKER_PATIENCE", "30"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "sundhedscenter.core.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# The accessibility statement at /was: the body's official one, or ours with these dates and this address.
WAS_URL = os.environ.get("SUNDHEDSCENTER_WAS_URL", "")
WAS_MADE = dates.from_environment("SUNDHEDSCENTER_WAS_MADE", date(2026, 11, 22))
WAS_CHECKED = dates.from_environment("SUNDHEDSCENTER_WAS_CHECKED", WAS_MADE)
WAS_AGENCY_PHONE = os.environ.get("SUNDHEDSCENTER_WAS_AGENCY_PHONE", "")  # of the body that hears complaints
WAS_MAIL = os.environ.get("SUNDHEDSCENTER_WAS_MAIL") or parseaddr(DEFAULT_FROM_EMAIL)[1]

# When somebody answers the centre's phone on weekdays: from, to (hours, Europe/Copenhagen).
PHONE_HOURS = (8, 16)
# The outside room of a video group until live video is part of the house.
ROOM_LINK = os.environ.get("SUNDHEDSCENTER_ROOM_LINK", "https://rum.example.org/{code}")
ROOM_OPENS_MINUTES = 10
