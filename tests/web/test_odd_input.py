"""What nobody types by mistake: every public page answers it, kindly, and leads nobody astray."""

import pytest
import time_machine
from django.test import Client

from tests.people import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
FIELDS = {
    "/tilbud/": ("q", "side", "postnr", "kommune", "sprog", "hvornaar", "vilkaar"),
    "/tilbud/grundhold/": ("postnr",),
    "/tilbud/grundhold/papir/": ("postnr",),
    "/a-aa/": ("q", "side"),
    "/ordliste/": ("q",),
    "/ideer/": ("side",),
    "/ideer/ny/": ("next",),
    "/visning/": ("next", "theme", "text"),
    "/log-ind/": ("next",),
    "/tal/": ("side",),
    "/openreferral/services": ("text", "page", "per_page", "postcode", "taxonomy_term_id", "modified_after", "full"),
    "/starter.rss": ("kommune", "emne", "form"),
    "/starter.ics": ("kommune", "emne", "form"),
}
ODD = {
    "nul": "a%00b",
    "only nul": "%00",
    "half a letter": "%ED%A0%80%FF",
    "lines": "a%0D%0ASet-Cookie:%20a=b",
    "pattern": "%25_%25%27%22;--",
    "mark up": "%3Cscript%3Ealert(1)%3C/script%3E",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "digits of elsewhere": "%D9%A1%D9%A2%C2%B2",
    "far": "99999999999999999999",
    "below": "-1",
    "long": "%C3%A5" * 3000,
    "many": "a&{field}=b&{field}[]=c",
}


@pytest.fixture(autouse=True)
def at() -> time_machine.Traveller:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("path", FIELDS)
def test_odd_input_is_no_error(client: Client, path: str) -> None:
    for prefix in ("", "/en"):
        for field in FIELDS[path]:
            for name, odd in ODD.items():
                asked = f"{field}={odd.replace('{field}', field)}"
                response = client.get(f"{prefix}{path}?{asked}")
                assert response.status_code < 500, (path, field, name)
                if response.headers["Content-Type"].startswith("text/html"):
                    assert "<script>alert" not in response.text
                assert "\r\nSet-Cookie" not in str(response.headers)


@pytest.mark.parametrize(
    "path", ["/tilbud/%00/", "/tilbud/a%0Ab/", "/ideer/%00/", "/openreferral/services/%00", "/%00"]
)
def test_odd_addresses_lead_nowhere(client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize("cookie", ["", ".", "dark.999", '"><script>.125', "dark\x00.125", "a" * 5000])
@pytest.mark.parametrize("name", ["visning", "kladde", "sessionid", "csrftoken", "django_language"])
def test_odd_cookies_are_no_choice(client: Client, name: str, cookie: str) -> None:
    client.cookies[name] = cookie
    response = client.get("/tilbud/")
    assert response.status_code == 200
    assert "<script>." not in response.text


@pytest.mark.parametrize(
    "away", ["//evil.example/", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example",
             "///evil.example", "/%0d%0aSet-Cookie:a=b", "/\r\nSet-Cookie: a=b", "\x00/", "http:evil.example"]
)  # fmt: skip
def test_choice_of_display_leads_nobody_away(client: Client, away: str) -> None:
    response = client.post("/visning/", {"theme": "dark", "next": away})
    assert response.status_code == 302
    to = response.headers["Location"]
    assert to.startswith("/") and not to.startswith(("//", "/\\"))
    assert "evil" not in to
    assert set(response.cookies) == {"visning"}
