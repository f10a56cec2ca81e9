"""Text as people write it, turned into safe HTML once, when it is saved."""

from collections.abc import Iterable
from html import escape, unescape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The tags that a story may hold. Two walls stand behind each other: the parser knows no others, and the cleaner lets
# no others through, so that a fault in one of them is not yet a hole.
_TAGS: Final = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "hr"}
# With the slashes: a browser takes "http:path" on an http page for a path of this very site.
_OPENINGS: Final = ("http://", "https://", "mailto:")
# ugc and nofollow: the site does not vouch for what campaigners link to; noopener: the page linked to gets no handle.
_REL: Final = "nofollow ugc noopener"
# Backticks, fences and indented code have no place in a story, and turn a stray sign into a box.
_LEFT_OUT: Final = ["image", "html_inline", "html_block", "code", "fence", "backticks", "newline"]


def plain_html(paragraphs: Iterable[str]) -> str:
    """One `<p>` for each paragraph, every sign in it literal."""
    return "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)


def markdown_html(source: str) -> str:
    """Safe HTML of a subset of CommonMark: emphasis, links, lists, quotes, rules and two levels of heading.

    The page's title is its only h1, so a heading of the first level becomes h2 and one below the third h3. Links lead
    to absolute http, https and mailto addresses; all else that looks like a link, a picture or HTML stays as text.
    Time grows with the length of the source, whatever it holds: about 10 s for 1 MiB of the worst (opening brackets).
    """
    tokens = _PARSER.parse(source)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h2" if token.tag in {"h1", "h2"} else "h3"
    html = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return _cleaned(html).strip()


def markdown_text(source: str) -> str:
    """The words alone of one line of Markdown (a title, a call), on one line."""
    tokens = _PARSER.parseInline(source)
    return " ".join("".join(_words(tokens)).split())


def plain_words(source: str, *, most: int) -> str:
    """The words alone of Markdown, a paragraph each between empty lines; cut at a word's end if they are too many."""
    blocks = [" ".join("".join(_words([token])).split()) for token in _PARSER.parse(source)]
    words = "\n\n".join(block for block in blocks if block)
    if len(words) <= most:
        return words
    shorter = words[: most - 1]
    whole = shorter.rpartition(" ")[0].rstrip(" ,;\n")
    return f"{whole if len(whole) > most * 3 // 4 else shorter}…"


def _words(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.children is not None:
            yield from _words(token.children)
        else:
            yield " " if token.type in ("softbreak", "hardbreak") else token.content


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        attribute_filter=_checked,
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL,
    )


def _checked(_tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or _may_be_linked(value) else None


def _may_be_linked(address: str) -> bool:
    # An address is judged as a browser would read it: references decoded, blanks and controls in front taken away.
    seen = unescape(address).strip("".join(map(chr, range(33)))).lower()
    return seen.startswith(_OPENINGS) and not any(ord(sign) < 33 for sign in seen)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's own name for it
        return _may_be_linked(url)


_PARSER: Final = _Parser("commonmark", {"html": False}).disable(_LEFT_OUT)
