"""Stories become safe HTML, whatever is written in them."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit.richtext import markdown_html, markdown_text, plain_html

ALLOWED = {
    "p": set(),
    "em": set(),
    "strong": set(),
    "a": {"href", "rel"},
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "blockquote": set(),
    "h2": set(),
    "h3": set(),
    "hr": set(),
}


class Witness(HTMLParser):
    """Fails on any tag or attribute outside the subset, and on any link that leads elsewhere than the web or mail."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        for name, value in attrs:
            if name == "href":
                assert value is not None
                assert value.lower().startswith(("http://", "https://", "mailto:"))
            if name == "rel":
                assert value == "nofollow ugc noopener"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


class Reader(HTMLParser):
    """Gathers the text between the tags."""

    said = ""

    def handle_data(self, data: str) -> None:
        self.said += data


def said_by(html: str) -> str:
    reader = Reader(convert_charrefs=True)
    reader.feed(html)
    reader.close()
    return reader.said


def assert_safe(html: str) -> None:
    witness = Witness(convert_charrefs=True)
    witness.feed(html)
    witness.close()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("*so* **much**", "<p><em>so</em> <strong>much</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        (
            "# one\n\n## two\n\n### three\n\n#### four",
            "<h2>one</h2>\n<h2>two</h2>\n<h3>three</h3>\n<h3>four</h3>",
        ),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        (
            "[report](https://example.org/a?b=1&c=2)",
            '<p><a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">report</a></p>',
        ),
        (
            "<ada@example.org>",
            '<p><a href="mailto:ada@example.org" rel="nofollow ugc noopener">ada@example.org</a></p>',
        ),
        ("5 < 6 & 7 > 6", "<p>5 &lt; 6 &amp; 7 &gt; 6</p>"),
        ("", ""),
    ],
)
def test_the_subset_of_markdown_becomes_the_html_it_means(source: str, html: str) -> None:
    assert markdown_html(source) == html


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](&#1;javascript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](vbscript:msgbox)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](file:///etc/passwd)",
        "[x](//example.org/steal)",
        "[x](http:steal)",
        "[x](/admin)",
        "[x](#top)",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
    ],
)
def test_a_link_elsewhere_than_the_web_or_mail_is_no_link(source: str) -> None:
    html = markdown_html(source)
    assert_safe(html)
    assert "href" not in html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<style>*{display:none}</style>",
        '<p style="position:fixed">x</p>',
        "<iframe src=https://example.org></iframe>",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<!-- gone --> <?php x ?> <!DOCTYPE html> <![CDATA[x]]>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<math><mtext></p><style><img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)",
        '[x](https://example.org/"onmouseover="alert(1))',
        '[x](https://example.org "\\"><script>alert(1)</script>")',
        "[<script>](https://example.org)",
        "| a | b |\n|---|---|\n| c | d |",
        "```html\n<script>\n```",
        "    <script>alert(1)</script>",
    ],
)
def test_html_in_markdown_stays_text(source: str) -> None:
    assert_safe(markdown_html(source))


def test_no_picture_is_asked_of_another_host() -> None:
    html = markdown_html("![spy](https://example.org/pixel.png)")
    assert_safe(html)
    assert "<img" not in html


def test_a_hidden_title_on_a_link_is_left_out() -> None:
    assert "elsewhere" not in markdown_html('[x](https://example.org "elsewhere")')


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("[]()<>*_!#&;:/\\\"'`-+. \n\tjavscript=on"),
            st.characters(exclude_categories=["Cs"]),
        )
    )
)
def test_any_text_becomes_safe_html(source: str) -> None:
    assert_safe(markdown_html(source))
    assert_safe(plain_html([source]))


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), max_size=5))
def test_plain_paragraphs_say_exactly_what_was_written(paragraphs: list[str]) -> None:
    assert said_by(plain_html(paragraphs)) == "\n".join(paragraphs)


def test_signs_of_markup_in_plain_paragraphs_are_literal() -> None:
    assert plain_html(["# *a* <b> & c", "d"]) == "<p># *a* &lt;b&gt; &amp; c</p>\n<p>d</p>"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Free **Julian** [now](https://example.org)", "Free Julian now"),
        ("5 \\* 3 &amp; more", "5 * 3 & more"),
        ("Save <b>it</b>", "Save <b>it</b>"),
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
    ],
)
def test_the_words_of_a_markdown_line_are_plain(source: str, words: str) -> None:
    assert markdown_text(source) == words


@pytest.mark.parametrize(
    "piece", ["[", "[a](", "*a ", "**a", "*a _b ", "- a\n", ">", "![[]()", "<a", "&#x", "a\n\n", "]("]
)
def test_hostile_markdown_takes_time_in_step_with_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        assert_safe(markdown_html(piece * (size // len(piece))))
        return time.process_time() - began

    seconds(1000)
    assert seconds(48_000) < 8 * seconds(16_000) + 0.5
