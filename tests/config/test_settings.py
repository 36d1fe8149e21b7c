"""Settings as they stand in production: TLS ends at a proxy, and browsers give nothing away."""

import runpy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("SUNDHEDSCENTER_HTTPS", "1")
    return runpy.run_path(str(Path(find_spec("sundhedscenter.config.settings").origin)))


def test_page_behind_the_proxy_is_not_sent_round_for_ever(production: dict[str, Any], db: None) -> None:
    names = ("SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER", "SECURE_REDIRECT_EXEMPT")
    with override_settings(**{name: production[name] for name in names}):
        client = Client()
        assert client.get("/om/").status_code == 301
        assert client.get("/om/", headers={"X-Forwarded-Proto": "https"}).status_code == 200
        assert client.get("/healthz").status_code == 200  # asked directly, without the proxy


def test_cookies_travel_over_tls_alone(production: dict[str, Any]) -> None:
    assert [production[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")] == [True, True]


def test_nobody_can_claim_tls_where_there_is_no_proxy() -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None


def test_closing_the_browser_logs_out() -> None:
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
