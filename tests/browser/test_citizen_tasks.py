"""What people come for, done by mouse, by keyboard alone, on a screen of 320 px and without JavaScript.

The demo town's documents are named by words of their titles; what depends on the day of loading (numbers,
dates) is read from the library's data.
"""

import io
import os
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import openpyxl
import pytest
from docx import Document

from tests.browser.conftest import PHONE
from tests.browser.people import KeyboardUser, PhoneUser, Visitor

RELIEF = "杏川镇临时救助实施细则》"  # in force; replaced one whose name goes on with （试行）
FIREWORKS_OLD, FIREWORKS_NEW = "杏川镇烟花爆竹燃放管理规定", "杏川镇烟花爆竹燃放管理办法"
MARKET = "印发《杏川镇集市管理办法》"  # amended twice
ASSISTIVE = "印发《杏川镇残疾人辅助器具补贴办法》"  # published, not yet in force, with an attachment
OFFICE_PHONE = "0000-5510000"
ELSEWHERE = "https://example.org/tables"
ATOM = "{http://www.w3.org/2005/Atom}"

# With a mouse every task is done without JavaScript; TEST_FULL does it once more with it, as keyboard and phone do.
WAYS = {
    "keyboard": (KeyboardUser, {}),
    "phone": (PhoneUser, {"viewport": PHONE, "has_touch": True, "is_mobile": True}),
    "no JavaScript": (Visitor, {"java_script_enabled": False}),
} | ({"mouse": (Visitor, {})} if os.environ.get("TEST_FULL") else {})


@pytest.fixture(params=WAYS)
def citizen(request, kept_page):
    kind, window = WAYS[request.param]
    return kind(kept_page(request.param, **window))


def day(text):
    return date.fromisoformat(text)


# Finding ---------------------------------------------------------------------------------------------------
def test_find_a_rule_by_a_word_of_its_title(citizen):
    citizen.goto("/")
    citizen.write("搜索词", "临时救助")
    citizen.press("搜索")
    citizen.follow(RELIEF)
    assert RELIEF in citizen.heading
    citizen.reads("现行有效", within=citizen.page.get_by_role("region", name="有效性"))


def test_find_a_rule_by_its_number_in_another_spelling(citizen, town):
    number = town.policy(RELIEF)["document_number"]
    citizen.goto("/")
    citizen.write("搜索词", other_spelling(number, "杏政规[{}]23号"))
    citizen.press("搜索")
    assert RELIEF in citizen.heading
    citizen.reads(number)


def test_the_library_knows_numbers_in_other_spellings_too(page, town):
    citizen, number = Visitor(page), town.policy(RELIEF)["document_number"]
    citizen.goto("/policies/")
    citizen.write("标题或文号", other_spelling(number, "杏政规（{}）第023号"))
    citizen.press("查找")
    assert total(citizen) == 1
    citizen.reads(number)


def other_spelling(number, pattern):
    assert number.startswith("杏政规〔") and number.endswith("〕23号")
    return pattern.format(number[4:8])


def test_filter_the_library_and_take_a_filter_off_again(citizen, town):
    year = town.policy(ASSISTIVE)["published_on"][:4]
    citizen.goto("/policies/")
    citizen.unfold("筛选")
    citizen.unfold("（主题）")
    citizen.follow("残疾人")
    for option in (f"{year}年", "尚未生效"):
        citizen.unfold("筛选")
        citizen.follow(option)
    citizen.reads(ASSISTIVE)
    narrow = total(citizen)
    chosen = citizen.main.get_by_role("group", name="已选条件")
    citizen.follow("尚未生效", within=chosen)
    citizen.reads(ASSISTIVE)
    assert total(citizen) > narrow
    assert chosen.get_by_role("link", name="去掉条件").count() == 2


def total(citizen):
    words = citizen.main.get_by_role("heading", level=2).filter(has_text="共").first.inner_text()
    return int(words.removeprefix("共").partition("件")[0])


def test_an_empty_result_says_what_to_do(citizen):
    citizen.goto("/policies/")
    citizen.write("标题或文号", "没有这样的文件")
    citizen.press("查找")
    citizen.reads("没有符合条件的文件")
    citizen.follow("去掉全部条件")
    assert total(citizen) > 20


def test_find_the_telephone_of_the_office(citizen):
    citizen.goto("/")
    citizen.follow("查机构职能")
    citizen.reads(OFFICE_PHONE)


# Reading ---------------------------------------------------------------------------------------------------
def test_see_which_documents_were_in_force_on_a_past_day(citizen, town):
    last = day(town.policy(FIREWORKS_NEW)["validity"]["since"]) - timedelta(days=1)
    citizen.goto("/policies/")
    citizen.write("标题或文号", "烟花爆竹")
    citizen.write("看哪一天有效", last)
    citizen.press("查找")
    citizen.reads(f"{last.year}年{last.month}月{last.day}日那一天的，不是今天的")
    old = citizen.main.get_by_role("listitem").filter(has_text=FIREWORKS_OLD).first
    citizen.reads("现行有效", within=old)
    citizen.follow(FIREWORKS_OLD)


def test_read_a_document_as_it_was_on_a_past_day(citizen, town):
    market = town.policy(MARKET)
    before = day(market["written_on"]) + timedelta(days=60)
    citizen.goto(market["url"])
    now = citizen.page.locator("#text").inner_text()
    citizen.unfold("看另外一天是否有效")
    citizen.write("日期", before)
    citizen.press("查看")
    citizen.reads("那一天的状态和文本，不是今天的")
    assert citizen.page.locator("#text").inner_text() != now
    citizen.follow("看今天的")
    assert citizen.page.locator("#text").inner_text() == now


def test_open_a_clause_from_the_table_of_contents(citizen, town):
    citizen.goto(town.policy(FIREWORKS_OLD)["url"])
    citizen.unfold("目录")
    contents = citizen.page.get_by_role("navigation", name="本文目录")
    link = citizen.thing("link", "第五条", contents)
    anchor = link.get_attribute("href")
    citizen.activate(link)
    citizen.page.wait_for_url(f"**{anchor}")
    clause = citizen.page.locator(anchor)
    citizen.reads("第五条", within=clause)
    citizen.page.wait_for_function(IN_SIGHT, arg=clause.element_handle())


IN_SIGHT = """clause => {
  const box = clause.getBoundingClientRect();
  return box.top >= -1 && box.top < innerHeight / 2;
}"""


def test_compare_two_versions(citizen, town):
    citizen.goto(town.policy(MARKET)["url"])
    versions = citizen.page.get_by_role("region", name="版本沿革")
    citizen.follow("对照", within=versions)
    assert "文本对照" in citizen.heading
    assert citizen.main.locator("ins, del").count() > 0
    citizen.choose("旧文本", "最初的文本")
    citizen.press("对照")
    assert citizen.main.get_by_label("旧文本").locator("option:checked").inner_text() == "最初的文本"
    assert citizen.main.locator("ins").count() > 0


def test_go_from_a_repealed_document_to_the_one_that_replaced_it(citizen, town):
    citizen.goto(town.policy(FIREWORKS_OLD)["url"])
    validity = citizen.page.get_by_role("region", name="有效性")
    citizen.reads("废止", within=validity)
    citizen.follow(FIREWORKS_NEW, within=validity)
    assert FIREWORKS_NEW in citizen.heading
    citizen.reads("现行有效", within=citizen.page.get_by_role("region", name="有效性"))


# Taking along ----------------------------------------------------------------------------------------------
def test_open_the_print_view_and_come_back(citizen, town):
    citizen.goto(town.policy(RELIEF)["url"])
    citizen.follow("打印")
    citizen.reads("有效性：现行有效", "第一条")
    citizen.page.emulate_media(media="print")
    assert not citizen.header.is_visible() and not citizen.thing("link", "返回网页").is_visible()
    citizen.page.emulate_media(media="screen")
    citizen.follow("返回网页")
    citizen.reads("制定过程")


def test_download_the_document_as_word(citizen, town, tmp_path):
    policy = town.policy(RELIEF)
    citizen.goto(policy["url"])
    path = citizen.download("Word", tmp_path)
    assert path.name.endswith(".docx") and "杏川镇临时救助实施细则" in path.name
    text = "\n".join(paragraph.text for paragraph in Document(path).paragraphs)
    assert "第一条" in text and policy["document_number"] in text and "现行有效" in text


def test_download_an_attachment(citizen, town, tmp_path):
    citizen.goto(town.policy(ASSISTIVE)["url"])
    path = citizen.download("辅助器具补贴目录和限额", tmp_path)
    assert path.name == "辅助器具补贴目录和限额.xlsx"
    rows = list(openpyxl.load_workbook(path).active.values)
    assert ("听觉类", "助听器（单耳）", "500", "4") in rows


def test_subscribe_to_new_documents(citizen):
    citizen.goto("/policies/")
    link = citizen.thing("link", "订阅", citizen.main)
    citizen.reach(link)
    answer = citizen.page.request.get(link.evaluate("link => link.href"))
    assert answer.ok and answer.headers["content-type"].startswith("application/atom+xml")
    assert faults_of_atom(ElementTree.parse(io.BytesIO(answer.body())).getroot()) == []


def faults_of_atom(feed):
    """What RFC 4287 §4.1 asks of a feed and does not find."""
    faults = [] if feed.tag == f"{ATOM}feed" else ["the root is no feed"]
    faults += [
        f"feed: one {name}" for name in ("id", "title", "updated") if len(feed.findall(ATOM + name)) != 1
    ]
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        title = entry.findtext(f"{ATOM}title")
        faults += [
            f"{title}: one {name}"
            for name in ("id", "title", "updated")
            if len(entry.findall(ATOM + name)) != 1
        ]
        if feed.find(f"{ATOM}author") is None and not entry.findtext(f"{ATOM}author/{ATOM}name"):
            faults.append(f"{title}: an author")
        if entry.find(f"{ATOM}link") is None:
            faults.append(f"{title}: a link")
    if len({entry.findtext(f"{ATOM}id") for entry in entries}) != len(entries):
        faults.append("ids differ")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        faults.append("a link to itself")
    return faults if entries else [*faults, "no entries"]


# Seeing, leaving, being lost ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "mark"), [("大字", "is-large"), ("高对比", "is-contrast")])
def test_switch_the_display_and_back(citizen, name, mark):
    citizen.goto("/policies/?theme=relief")
    assert not has(citizen, mark)
    citizen.press(name, within=citizen.header)
    assert has(citizen, mark) and citizen.address.endswith("/policies/?theme=relief")
    assert citizen.thing("button", name, citizen.header).get_attribute("aria-pressed") == "true"
    citizen.follow(RELIEF)
    assert has(citizen, mark)
    citizen.press(name, within=citizen.header)
    assert not has(citizen, mark)
    citizen.follow("首页", within=citizen.footer, exact=True)
    assert not has(citizen, mark)


def has(citizen, mark):
    return mark in citizen.page.locator("html").get_attribute("class").split()


def test_leave_for_another_site_through_the_notice(citizen):
    citizen.page.route("https://example.org/**", lambda route: route.fulfill(body="<title>elsewhere</title>"))
    citizen.goto(f"/leave/?to={ELSEWHERE}")
    citizen.reads(ELSEWHERE, "由对方负责")
    citizen.follow("留在本站")
    assert "政府信息公开" in citizen.heading
    citizen.goto(f"/leave/?to={ELSEWHERE}")
    with citizen.page.expect_navigation():
        citizen.activate(citizen.thing("link", "继续访问 example.org"))
    assert citizen.address == ELSEWHERE


def test_a_page_that_never_was_shows_ways_on(citizen):
    assert citizen.goto("/policies/999999/").status == 404
    citizen.reads("没有找到", "电话")
    citizen.write("想找什么", "临时救助")
    citizen.press("搜索")
    citizen.reads(RELIEF)


def test_a_withdrawn_page_says_why_and_shows_ways_on(citizen, town):
    assert citizen.goto(town.withdrawn()).status == 410
    citizen.reads("已撤下", "撤下日期", "撤下原因", "责任机构")
    citizen.follow("站点地图")
    citizen.follow("政策文件库")
    assert total(citizen) > 20
