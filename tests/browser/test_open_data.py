"""The block of data for search engines, in a browser with the site's own policy."""

from playwright.sync_api import Browser

from tests.site import RunningSite

HEARD = "window.heard = []; document.addEventListener('securitypolicyviolation', e => window.heard.push(e.blockedURI))"
INLINE = (
    "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }"
)
READ = "() => JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@graph']"


def test_the_policy_has_nothing_to_refuse_in_the_block(chromium: Browser, running_site: RunningSite) -> None:
    """Given a page with the block, when it opens, then nothing is refused; a script of the same kind would be."""
    context = chromium.new_context(base_url=running_site.base_url, locale="da-DK")
    context.add_init_script(HEARD)
    page = context.new_page()
    for path, kinds in (("/", {"Organization", "WebSite"}), ("/tilbud/grundhold/", {"Service", "Event"})):
        page.goto(path)
        assert {thing["@type"] for thing in page.evaluate(READ)} == kinds
        assert page.evaluate("window.heard") == []
    page.evaluate(INLINE)
    assert page.evaluate("[window.heard.length, window.ran]") == [1, None]
    context.close()
