from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib import html
from newsroom.lib.html import TooLong, sanitized, under_headings


class Inspector(HTMLParser):
    """Collects what of a text could do harm, as a parser of its own reads it."""

    def __init__(self, text):
        super().__init__()
        self.harm, self.tags = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in html.TAGS:
            self.harm.append(tag)
        allowed = html.ATTRIBUTES.get(tag, set()) | html.ATTRIBUTES["*"] | {"rel"}
        for name, value in attrs:
            if name not in allowed:
                self.harm.append(name)
            if name == "href" and not value.lower().startswith(("http://", "https://", "mailto:", "/", "#")):
                self.harm.append(value)

    def handle_comment(self, data):
        self.harm.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(text):
    assert Inspector(text).harm == []
    assert sanitized(text) == text


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p onclick=alert(1) onmouseover='alert(2)' style='position:fixed'>x</p>",
    "<img src=x onerror=alert(1)>",
    "<body onload=alert(1)>x",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#x200b;script:alert(1)'>x</a>",
    "<a href='java&#0;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='&#x202e;javascript:alert(1)'>x</a>",
    "<a href='\ufeffjavascript:alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='//evil.example'>x</a><a href='/\\evil.example'>x</a>",
    "<blockquote cite='javascript:alert(1)'>x</blockquote>",
    "<q cite='data:text/html,x'>x</q>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='/admin/'><input name=x><button formaction='javascript:alert(1)'>x</button></form>",
    "<base href='//evil.example/'><link rel=stylesheet href=x><meta http-equiv=refresh content='0;url=//x'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<b>&#x338;<img src=x onerror=alert(1)></b>",
    "<p><button><p>x</p></button></p>",
    "<a href=1><marquee><a href=2>x</a></marquee></a>",
    "<table><a href=1><tr><td><a href=2>x</table>",
    "<pre>\n\n\nx</pre>",
    "<p lang='\"><script>alert(1)</script>'>x</p>",
    "<abbr title='--><script>alert(1)</script>'>x</abbr>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<" * 1000,
    "<p" * 1000,
    "</p>" * 1000,
    "&" * 1000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_html_does_no_harm(text):
    assert_harmless(sanitized(text))


@pytest.mark.parametrize("code", ["&#x202e;", "&#8238;", "&#x200b;", "&#xfeff;", "&#0;", "&#x80;", "\u202e", "\x00"])
def test_characters_that_hide_or_reorder_go_however_they_are_written(code):
    clean = sanitized(f"<p>Prime{code}Video</p>")

    assert clean.replace("\ufffd", "").replace("€", "") == "<p>PrimeVideo</p>"


def test_structure_and_links_stay():
    text = (
        '<h2>Is it coming?</h2><p>Yes, <a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer">it '
        "<em>is</em></a>.</p><ul><li>One</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>"
    )

    assert sanitized(text) == text


@pytest.mark.parametrize(
    "link", ["https://example.com", "HTTP://example.com", "mailto:desk@example.com", "/shows/", "#x"]
)
def test_links_to_the_web_to_mail_and_to_us_stay(link):
    assert f'href="{link}"' in sanitized(f"<a href='{link}'>x</a>")


def test_what_is_unknown_goes_and_leaves_its_text():
    assert sanitized("<div class=x><font color=red>Yes</font>, <u>it is</u></div>") == "Yes, it is"


def test_more_than_an_article_is_refused():
    with pytest.raises(TooLong, match="300,001 characters, more than the 300,000"):
        sanitized("a" * 300_001)


@pytest.mark.slow
def test_more_than_an_article_is_refused_also_once_it_is_escaped():
    with pytest.raises(TooLong):
        sanitized("&" * 299_999)


def test_what_would_grow_with_the_square_is_refused():
    opened = "".join(f"<b lang={number}>" for number in range(5000))

    with pytest.raises(TooLong, match="leaves more than 100 elements"):
        sanitized(f"<p>{opened}</p>" + "<p>x" * 5000)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["<blockquote>" * 11_000, "<p><button>" * 20_000, "<!--" * 70_000, "<p a=" * 40_000])
def test_broken_html_takes_no_time(text):
    begun = process_time()

    assert_harmless(sanitized(text))

    assert process_time() - begun < 15


TOKENS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<a href=x>",
            "</a>",
            "<b>",
            "</b>",
            "<i lang=q>",
            "<table>",
            "<td>",
            "</table>",
            "<li>",
            "<ul>",
        ),
        *("<h2>", "</h2>", "<svg>", "</svg>", "<math>", "<style>", "</style>", "<!--", "-->", "<button>", "</button>"),
        *("<select>", "<option>", "<template>", "<textarea>", "<title>", "<pre>", "\n", "<caption>", "<dd>", "<dt>"),
        *("<foreignObject>", "<desc>", "<mtext>", "<mglyph>", "<form>", "<img src=x onerror=y>", "<frameset>", "<br>"),
        *("\u0338", "&#x338;", "&lt;", "&#60;", "&amp;", "&#0;", "&#x202e;", "x", "'", '"', "<", ">", "&nbsp;", "]]>"),
        *("<a href='java&#x200b;script:x'>", "<a href='javascript&colon;x'>", "<plaintext>", "<noscript>", "<rp>"),
    ]
)


@given(st.lists(st.one_of(TOKENS, st.text(max_size=5)), max_size=30).map("".join))
def test_sanitizing_again_changes_nothing(text):
    assert_harmless(sanitized(text))


def test_a_notice_stands_under_its_heading_and_nothing_else_changes():
    body = "<p>a &amp; b\u00a0</p><h2>Is <em>ÉTOILE</em>\ncoming?</h2><p>x</p><h3>Else</h3><p>y</p>"

    assert under_headings(body, [("is  etoile coming?", "<aside>!</aside>")]) == body.replace(
        "</h2>", "</h2><aside>!</aside>"
    )


def test_several_notices_of_one_heading_keep_their_order():
    body = "<p>x</p><h2>All</h2><p>y</p><h2>More</h2>"

    changed = under_headings(body, [("More", "[3]"), ("All", "[1]"), ("all", "[2]")])

    assert changed == "<p>x</p><h2>All</h2>[1][2]<p>y</p><h2>More</h2>[3]"


def test_of_two_equal_headings_the_first_is_meant():
    assert under_headings("<h2>A</h2><h2>a</h2>", [("A", "!")]) == "<h2>A</h2>!<h2>a</h2>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Étoile</p>",
        '<p><abbr title="&lt;h2&gt;Étoile&lt;/h2&gt;">x</abbr></p>',
        "<p>&lt;h2&gt;Étoile&lt;/h2&gt;</p>",
        "<h2>Étoile and others</h2>",
        "",
    ],
)
def test_what_is_no_such_heading_stays_as_it_is(body):
    assert under_headings(body, [("Étoile", "!")]) == body


def test_a_notice_never_stands_inside_a_link_or_a_list():
    link = '<a href="/x"><h2>Étoile</h2></a><p>x</p>'
    item = "<ul><li><em><h3>Minx</h3></em>x</li></ul>"

    changed = under_headings(link + item, [("Étoile", "[1]"), ("Minx", "[2]")])

    assert changed == link.replace("</a>", "</a>[1]") + item.replace("</em>", "</em>[2]")


# -- figures -------------------------------------------------------------------------------------

FIGURE = (
    '<figure data-picture="12"><img alt="A stage">'
    "<figcaption>Lou <em>dances</em> <cite>Agency</cite></figcaption></figure>"
)


def test_a_figure_of_the_library_is_kept_as_it_is():
    assert sanitized(f"<p>One</p>{FIGURE}<p>Two</p>") == f"<p>One</p>{FIGURE}<p>Two</p>"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        # nothing but its words
        ('<figure data-picture="3" class="x" lang="fr">\n<img src="//x" alt="a" onerror="y"></figure>', "a"),
        # one image, and that has words even if they are none
        ('<figure data-picture="3"><img alt="a"><img alt="b"></figure>', "a"),
        ('<figure data-picture="3"><img></figure>', ""),
        ('<figure data-picture="3"></figure>', ""),
        # words that look like something else
        ('<figure data-picture="3"><img alt="&quot;><script>&lt;"></figure>', "&quot;&gt;&lt;script&gt;&lt;"),
    ],
)
def test_of_the_image_of_a_figure_its_words_are_kept(html, kept):
    assert sanitized(html) == f'<figure data-picture="3"><img alt="{kept}"></figure>'


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p>One <img alt="a" src="/a.png">two</p>', "<p>One two</p>"),
        ('<figure><img alt="a"><figcaption>Two</figcaption></figure>', "<figure><figcaption>Two</figcaption></figure>"),
        ('<figure data-picture="x"><img alt="a"></figure>', "<figure></figure>"),
        ('<figure data-picture="03"><img alt="a"></figure>', "<figure></figure>"),
        ('<figure data-picture="3">Two<img alt="a"></figure>', '<figure data-picture="3"><img alt="">Two</figure>'),
        ('<p data-picture="3">Two</p>', "<p>Two</p>"),
    ],
)
def test_any_other_image_goes(html, kept):
    assert sanitized(html) == kept


def test_a_notice_stands_under_a_heading_before_a_figure():
    html = f"<h2>Étoile</h2>{FIGURE}<h2>Minx</h2><p>Two</p>"

    assert under_headings(html, [("Minx", "<p>!</p>")]) == html.replace("</h2><p>Two", "</h2><p>!</p><p>Two")


def test_tables_are_gone_to_by_the_keyboard_and_nothing_else_changes():
    table = '<table lang="fr"><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>'
    kept = html.sanitized(f'<p>A &lt;table&gt;, <abbr title="<table>">or two</abbr></p>{table}')

    reachable = html.reachable(kept)

    assert reachable.replace('<table tabindex="0"', "<table") == kept
    assert Inspector(reachable).tags == Inspector(kept).tags
    assert reachable.count('<table tabindex="0"') == 2
    assert '<table tabindex="0" lang="fr">' in reachable
