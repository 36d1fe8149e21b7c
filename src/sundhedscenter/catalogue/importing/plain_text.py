"""Text from outside as plain text: no HTML, no control signs, tidy spaces; paragraphs stay."""

import html
import re
from html.parser import HTMLParser
from unicodedata import category

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_BREAKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "section", "article"}
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg"}
_PARAGRAPH = re.compile(r"\n\s*\n")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BREAKS:
            self.words.append("\n" if tag in ("br", "li") else "\n\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BREAKS and tag != "br":
            self.words.append("\n" if tag == "li" else "\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def plain(text: str) -> str:
    """The words of a text, whether it was HTML or not."""
    if _TAG.search(text):
        parser = _Words()
        parser.feed(text)
        parser.close()
        text = "".join(parser.words)
    else:
        text = html.unescape(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign in "\n\t" or category(sign) not in ("Cc", "Cf") or sign == "\u00ad")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def paragraphs(text: str) -> tuple[str, str]:
    """The first paragraph, and the rest."""
    first, *rest = _PARAGRAPH.split(text, maxsplit=1)
    return first.strip(), rest[0].strip() if rest else ""
