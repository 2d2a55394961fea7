"""The public pages: the table, the stories, the consultations, their formats, and how many queries they ask."""

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from decisions.actions import answer_opinions
from tests.conftest import make_information, make_policy, moment, publish
from tests.decisions.conftest import DRAFT, make_catalogue, make_consultation, make_opinion, make_result
from tests.policies.interpreting import make_interpretation

MOST = 11  # in a transaction the next change is asked for each time


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml.html.fromstring(answer.content.decode())


def words(tree):
    return " ".join(tree.text_content().split())


def test_an_empty_town_has_a_page_of_decisions(client, town):
    assert "没有正在征求意见" in words(page(client, "/decisions/"))


def test_the_first_page_leads_to_what_is_open_and_to_the_years(client, asked, catalogue):
    links = {link.get("href") for link in page(client, "/decisions/").iter("a")}
    assert {asked.get_absolute_url(), f"{asked.get_absolute_url()}opinion/", "/decisions/2026/"} <= links


def test_the_table_has_thirteen_columns_with_heads_and_labels(client, catalogue):
    table = page(client, "/decisions/2026/").xpath("//table")[0]
    assert len(table.xpath(".//thead/tr[2]/th[@scope='col']")) == 13
    for row in table.xpath(".//tbody/tr"):
        assert len(row.xpath("./th[@scope='row']")) == 1
        assert all(cell.get("data-label") for cell in row.xpath("./td"))
        assert len(row.xpath("./td")) == 12


def test_cells_link_to_what_exists_and_say_what_is_missing(
    client, catalogue, matter, cast, department, three
):
    decision = publish(make_information(department, cast["drafter"], title="关于助餐点布局的决定"), cast)
    matter.link("decision", decision, by=cast["drafter"]).confirm(by=cast["signer"])
    tree = page(client, "/decisions/2026/")
    cells = tree.xpath("//tbody/tr[1]/td")
    found = {cell.get("data-label"): " ".join(cell.text_content().split()) for cell in cells}
    assert (found["决策结果"], found["合法性审查"]) == ("决定", "未公开")
    assert decision.get_absolute_url() in [link.get("href") for link in tree.iter("a")]


def test_a_matters_page_says_which_office_owes_what(client, matter, cast, department):
    decision = publish(make_information(department, cast["drafter"], title="关于助餐点布局的决定"), cast)
    matter.link("decision", decision, by=cast["drafter"]).confirm(by=cast["signer"])
    said = words(page(client, matter.get_absolute_url()))
    assert "已作出决定" in said
    assert "合法性审查应当公开而没有公开，责任机构：农业农村办公室。" in said


def test_a_step_that_does_not_apply_gives_its_rule(client, catalogue, matter):
    matter.exemptions.create(step="expert", reason="第十九条：专业性、技术性不强")
    said = words(page(client, matter.get_absolute_url()))
    assert "不适用的程序" in said and "第十九条：专业性、技术性不强" in said


def test_the_story_alone_says_what_people_said_and_what_changed(client, department, cast, draft, matter):
    notice = make_consultation(
        department, cast["drafter"], draft, subject="decision", matter=matter, explanation=draft
    )
    asked = publish(notice, cast)
    with clock.at(moment("2026-04-02 09:00")):
        answer_opinions(
            asked,
            [make_opinion(asked)],
            topic="提高补贴",
            outcome="not_adopted",
            reason="镇级财力有限。",
            by=cast["drafter"],
        )
        publish(make_result(asked, cast["drafter"]), cast)
        said = words(page(client, matter.get_absolute_url()))
        table = words(page(client, "/decisions/2026/"))
    assert (
        "镇级财力有限。" in said
        and "共收到意见1条：不予采纳1条。" in said
        and "2026-03-02至2026-04-01，30天" in said
    )
    assert "1条" in table and "反馈" in table


def test_each_clause_of_a_draft_has_a_link_while_it_is_open(client, asked):
    address = asked.get_absolute_url()
    links = page(client, address).xpath("//a[@class='say']")
    assert [link.text for link in links] == ["对第一条提意见", "对第二条提意见", "对第三条提意见"]
    form = page(client, links[1].get("href"))
    assert form.xpath("//select[@name='clause']/option[@selected]/@value") == ["第二条"]
    assert "每餐补贴三元" in form.xpath("//blockquote")[0].text_content()
    with clock.at(moment("2026-04-02 00:00")):
        closed = page(client, address)
    assert not closed.xpath("//a[@class='say']")
    assert "应当公布而没有公布" in words(closed)


def test_a_withdrawn_notice_is_gone(client, asked, signer):
    asked.withdraw(by=signer, kind="error", reason="附错文稿")
    for address in (asked.get_absolute_url(), f"{asked.get_absolute_url()}opinion/"):
        assert client.get(address).status_code == 410


@pytest.mark.parametrize("address", ["/decisions/", "/decisions/2026/"])
def test_lists_are_feed_data_and_table_too(client, asked, catalogue, address):
    assert client.get(f"{address}?format=json").json()["count"] >= 1
    assert b"<entry>" in client.get(f"{address}?format=atom").content
    assert b"".join(client.get(f"{address}?format=csv").streaming_content).startswith(b"\xef\xbb\xbf")
    assert client.get(f"{address}?format=xls").status_code == 400


@pytest.mark.parametrize(
    "address", ["/decisions/2025/", "/decisions/2026/99999/", "/decisions/99999999999999999999/", "/decisions/consultations/7/",
                "/decisions/consultations/7/result/", "/decisions/consultations/7/opinion/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, catalogue, address):
    assert client.get(address).status_code == 404


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_forty_matters_ask_no_more_than_two(client, town, department, cast, three, draft):
    publish(make_catalogue(town, department, three["drafter"], year=2025), three)
    many = [f"第{number}件事" for number in range(40)]
    publish(make_catalogue(town, department, three["drafter"], titles=many), three)
    few = queries(client, "/decisions/2025/")
    assert queries(client, "/decisions/2026/") == few <= MOST


def test_a_matters_page_and_a_consultations_page_ask_little(client, asked, matter):
    assert queries(client, matter.get_absolute_url()) <= MOST
    assert queries(client, asked.get_absolute_url()) <= MOST


def test_pages_are_kept_and_forms_are_not(client, asked, catalogue, matter):
    for address in ("/decisions/", "/decisions/2026/", matter.get_absolute_url(), asked.get_absolute_url()):
        assert "X-Page-Cache" in client.get(address)
    assert "X-Page-Cache" not in client.get(f"{asked.get_absolute_url()}opinion/")


def test_drafts_and_decision_are_laid_side_by_side(client, matter, department, cast, draft):
    matter.link("draft", draft, by=cast["drafter"])
    address = f"{matter.get_absolute_url()}compare/"
    assert client.get(address).status_code == 404 and address not in words(
        page(client, matter.get_absolute_url())
    )
    again = make_information(
        department, cast["drafter"], title="助餐办法（送审稿）", body=DRAFT.replace("三元", "五元")
    )
    matter.link("draft", publish(again, cast), by=cast["drafter"])
    links = page(client, matter.get_absolute_url()).xpath("//a/@href")
    assert address in links
    shown = page(client, address)
    assert (
        shown.xpath("string(//ol//del)").strip() == "三" and shown.xpath("string(//ol//ins)").strip() == "五"
    )
    assert client.get(f"{address}?left=99").status_code == 400


def test_the_interpretation_of_what_was_decided_joins_the_story(client, matter, department, cast):
    document = publish(make_policy(department, cast["drafter"], title="助餐办法"), cast)
    publish(make_interpretation(document, cast["drafter"]), cast)
    matter.link("decision", document, by=cast["drafter"]).confirm(by=cast["signer"])
    said = words(page(client, matter.get_absolute_url()))
    assert "集市办法解读" in said and "决策解读应当公开" not in said
