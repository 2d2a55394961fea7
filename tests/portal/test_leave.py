"""The page between a link to elsewhere and elsewhere: says where it leads, follows nothing by itself."""

from html import unescape
from urllib.parse import quote

import lxml.html
import pytest

from tests.conftest import make_information, publish


@pytest.mark.parametrize(
    "target", ["https://a.example/x?y=1&z=2#t", "http://例子.example/路径", "https://a.example:8443/"]
)
def test_it_names_the_target_and_links_it(client, town, target):
    answer = client.get("/leave/", {"to": target})
    page = lxml.html.fromstring(answer.content)
    assert answer.status_code == 200 and target in unescape(answer.content.decode())
    (link,) = page.xpath("//a[contains(@rel, 'noreferrer')]")
    assert link.get("href") == target
    assert "refresh" not in answer.content.decode().lower() and page.xpath(
        "//meta[@name='robots']/@content"
    ) == ["noindex"]


BAD = [
    "", "a.example", "//a.example", "javascript:alert(1)", "data:text/html,x", "ftp://a.example", "https://", "https:///x", "http://[",
    "http://[::1", "https://a.example/" + "x" * 2000, "mailto:a@a.example", "JaVaScRiPt://a.example/%0aalert(1)",
]  # fmt: skip


@pytest.mark.parametrize("target", BAD)
def test_what_is_no_web_address_is_refused(client, town, target):
    answer = client.get("/leave/", {"to": target})
    assert answer.status_code == 400 and "网址" in answer.content.decode()


def test_a_target_is_text_and_never_markup(client, town):
    target = 'https://a.example/"><script>alert(1)</script>'
    html = client.get("/leave/", {"to": target}).content.decode()
    assert "<script>alert" not in html


def test_links_in_a_text_lead_through_it_and_those_of_governments_do_not(client, department, cast):
    body = '<p><a href="https://a.example/x?y=1&amp;z=2">外</a><a href="https://www.gov.cn/zc">政</a><a href="https://gov.cn.evil.example/">假</a></p>'
    record = publish(make_information(department, cast["drafter"], body=body), cast)
    page = lxml.html.fromstring(client.get(record.get_absolute_url()).content)
    links = {
        link.text: link.get("href") for link in page.xpath("//a[text()='外' or text()='政' or text()='假']")
    }
    assert links["外"] == f"/leave/?to={quote('https://a.example/x?y=1&z=2', safe='')}"
    assert links["政"] == "https://www.gov.cn/zc" and links["假"].startswith("/leave/?to=")
    assert "https://a.example/x?y=1&z=2" in unescape(client.get(links["外"]).content.decode())
