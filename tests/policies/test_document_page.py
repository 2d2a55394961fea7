"""One document's page: what it says of validity, on which day, with which text, and in which forms it can be had."""

import io
import json
import re
from datetime import date, timedelta

import lxml.html
import pytest
from django.core.files.base import ContentFile
from docx import Document

from core import clock, pdf
from disclosure.models import Attachment, Theme
from policies.actions import publish_migrated
from policies.models import Relation, ValidityEvent, Version
from policies.validity import TermKind
from tests.conftest import make_information, make_issuer, make_policy, moment, publish

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def town_hall(department, cast):
    return Hall(department, cast)


class Hall:
    """Puts documents on the site and lets things happen to them."""

    def __init__(self, office, cast):
        self.office, self.cast = office, cast

    def add(self, title="集市管理办法", *, day="2022-03-01", **values):
        on = date.fromisoformat(day)
        dated = {"written_on": on, "published_on": on, "effective_on": on}
        policy = make_policy(self.office, self.cast["drafter"], making=False, title=title, **dated | values)
        publish_migrated(policy, reason="历史文件")
        return policy

    def happen(self, policy, kind, on, **more):
        event = ValidityEvent(
            policy=policy, kind=kind, on=date.fromisoformat(on), note="依据会议纪要", **more
        )
        event.enter(by=self.cast["drafter"])
        event.confirm(by=self.cast["signer"])

    def relate(self, title, kind, target, on, *, at=None, **more):
        """A new public document that does something to another one."""
        source = make_policy(self.office, self.cast["drafter"], title=title)
        Relation.objects.create(source=source, target=target, kind=kind, on=date.fromisoformat(on), **more)
        return publish(source, self.cast, at=at)

    def rewrite(self, policy, body, on, cause=None):
        version = Version(
            policy=policy, valid_from=date.fromisoformat(on), body=body, cause=cause, note="修改决定"
        )
        version.enter(by=self.cast["drafter"])
        if version.needs_confirmation:
            version.confirm(by=self.cast["signer"])


def page_of(client, policy, **params):
    answer = client.get(policy.get_absolute_url(), params)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content)


def words(node):
    return re.sub(r"\s+", "", node.text_content())


def banner(page):
    return words(page.find_class("validity")[0])


# The banner ------------------------------------------------------------------------------------------------
def test_in_force_without_end(client, town_hall):
    said = banner(page_of(client, town_hall.add()))
    assert "现行有效" in said and "没有规定截止日期" in said and "自2022年3月1日起施行" in said


def test_in_force_until_the_last_day_of_its_term(client, town_hall):
    policy = town_hall.add(term_kind=TermKind.LENGTH, term_months=60)
    assert "有效期至2027年2月28日" in banner(page_of(client, policy))


def test_not_yet_in_force_says_from_when(client, town_hall):
    said = banner(page_of(client, town_hall.add(day="2026-05-01", effective_on=date(2026, 9, 1))))
    assert "尚未生效" in said and "自2026年9月1日起施行" in said


def test_expired_says_when_its_term_ended(client, town_hall):
    said = banner(page_of(client, town_hall.add(term_kind=TermKind.LENGTH, term_months=24)))
    assert "失效" in said and "已于2024年2月29日届满" in said


def test_repealed_names_and_links_the_document_that_did_it(client, town_hall):
    old = town_hall.add()
    new = town_hall.relate("关于废止集市办法的决定", "repeals", old, "2026-06-01")
    page = page_of(client, old)
    assert (
        "废止" in banner(page)
        and "自2026年6月1日起废止" in banner(page)
        and "《关于废止集市办法的决定》" in banner(page)
    )
    assert new.get_absolute_url() in page.find_class("validity")[0].xpath(".//p//a/@href")


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("declared_void", {}, ["宣布失效", "自2025年1月1日起失效", "依据会议纪要"]),
        ("suspended", {}, ["暂停执行", "自2025年1月1日起暂停执行"]),
        ("amended", {}, ["已修改", "2025年1月1日起按依据会议纪要修改"]),
        (
            "partly_repealed",
            {"clauses": "第二条"},
            ["部分失效", "第二条自2025年1月1日起", "其余条款继续有效"],
        ),
        ("extended", {"until": date(2030, 1, 1)}, ["现行有效", "有效期至2030年1月1日"]),
        ("kept", {}, ["现行有效"]),
    ],
)
def test_what_happened_is_said_in_words(client, town_hall, kind, more, expected):
    policy = town_hall.add(term_kind=TermKind.LENGTH, term_months=60)
    town_hall.happen(policy, kind, "2025-01-01", **more)
    said = banner(page_of(client, policy))
    assert all(word in said for word in expected), said


def test_unmarked_is_never_said_to_be_in_force(client, town_hall):
    said = banner(page_of(client, town_hall.add(term_kind=TermKind.UNKNOWN)))
    assert "未标注" in said and "正在核实" in said and "现行有效" not in said


def test_a_paper_that_is_not_normative_shows_that_none_applies(client, town_hall):
    assert "不适用" in banner(page_of(client, town_hall.add(normative=False)))


def test_an_announced_repeal_leaves_it_in_force_and_says_until_when(client, town_hall):
    old = town_hall.add()
    town_hall.relate("关于废止的决定", "repeals", old, "2026-07-01")
    said = banner(page_of(client, old))
    assert "现行有效" in said and "有效期至2026年6月30日" in said


# The text of a day -----------------------------------------------------------------------------------------
def test_the_text_and_status_are_those_of_the_asked_day(client, town_hall):
    policy = town_hall.add(body="<p>第一条　逢三开市。</p>")
    amending = town_hall.relate("修改决定", "amends", policy, "2026-06-01")
    town_hall.rewrite(policy, "<p>第一条　逢五开市。</p>", "2026-06-01", cause=amending)
    assert "逢五开市" in words(page_of(client, policy).get_element_by_id("text"))
    before = page_of(client, policy, on="2026-05-31")
    assert "逢三开市" in words(before.get_element_by_id("text"))
    assert "现行有效" in banner(before) and "不是今天的" in banner(before)
    assert before.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "尚未生效" in banner(page_of(client, policy, on="2022-02-28"))


@pytest.mark.parametrize("day", ["gestern", "2026-13-01", "2026-02-30", "1", "2026-06-01'"])
@pytest.mark.parametrize("tail", ["", "word/"])
def test_a_day_that_is_none_is_refused(client, town_hall, day, tail):
    answer = client.get(f"{town_hall.add().get_absolute_url()}{tail}", {"on": day})
    assert answer.status_code == 400
    assert "应当是日期" in answer.content.decode()


NOTICE = "修改后的全文还没有录入"


def test_an_amendment_without_its_text_is_told_until_the_text_is_there(client, town_hall):
    policy = town_hall.add()
    town_hall.relate("修改决定", "amends", policy, "2026-06-01")
    assert NOTICE in page_of(client, policy).text_content()
    assert NOTICE not in page_of(client, policy, on="2026-05-31").text_content()
    town_hall.rewrite(policy, "<p>第一条　新的。</p>", "2026-06-01")
    assert NOTICE not in page_of(client, policy).text_content()


def test_a_later_text_does_not_stand_for_the_missing_earlier_one(client, town_hall):
    policy = town_hall.add()
    town_hall.happen(policy, "amended", "2024-01-01")
    town_hall.happen(policy, "amended", "2025-01-01")
    town_hall.rewrite(policy, "<p>第一条　新的。</p>", "2025-01-01")
    assert NOTICE in page_of(client, policy, on="2024-06-01").text_content()
    assert NOTICE not in page_of(client, policy).text_content()


def test_a_correction_leaves_its_note(client, town_hall):
    policy = town_hall.add()
    draft = policy.revise(by=town_hall.cast["drafter"])
    draft.change_note, draft.body = "更正第二条的错字", "<p>第一条　改过的。</p>"
    draft.save()
    publish(draft, town_hall.cast)
    page = page_of(client, policy)
    assert "更正第二条的错字" in words(page.find_class("changes")[0])
    assert "改过的" in words(page.get_element_by_id("text"))


def test_the_timeline_shows_where_the_reader_is(client, town_hall):
    policy = town_hall.add()
    town_hall.happen(policy, "suspended", "2024-01-01")
    town_hall.happen(policy, "restored", "2025-01-01")
    answer = client.get(policy.get_absolute_url(), {"on": "2024-06-01"})
    steps = answer.context["timeline"]
    assert [step["title"] for step in steps] == ["尚未生效", "现行有效", "暂停执行", "现行有效"]
    assert [step["here"] for step in steps] == [False, False, True, False]
    for step in steps:
        if step["url"]:
            assert client.get(step["url"]).status_code == 200


# What belongs to it ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [("amends", "修改", "被修改"), ("replaces", "替代", "被替代"), ("based_on", "制定依据", "据此制定的文件"),
     ("implements", "贯彻落实", "贯彻落实的文件"), ("forwards", "转发", "被转发"), ("draft_of", "征求意见稿", "正式文件的征求意见稿")],
)  # fmt: skip
def test_a_relation_shows_on_both_pages(client, town_hall, kind, there, back):
    target = town_hall.add("老办法")
    source = town_hall.relate("新办法", kind, target, "2026-06-01")
    outgoing, incoming = (
        words(page_of(client, one).get_element_by_id("relations")) for one in (source, target)
    )
    assert there in outgoing and "老办法" in outgoing
    assert back in incoming and "新办法" in incoming


def test_a_relation_to_what_is_not_public_shows_on_neither_page(client, town_hall):
    target = town_hall.add("老办法")
    town_hall.relate("定时的办法", "implements", target, "2026-06-02", at=moment("2026-06-02 00:00"))
    draft = make_policy(town_hall.office, town_hall.cast["drafter"], title="草稿办法")
    Relation.objects.create(source=draft, target=target, kind="implements", on=TODAY)
    gone = town_hall.relate("发错的办法", "implements", target, "2026-06-01")
    gone.withdraw(by=town_hall.cast["signer"], kind="error", reason="发错了")
    html = client.get(target.get_absolute_url()).content.decode()
    assert not [title for title in ("定时的办法", "草稿办法", "发错的办法") if title in html]
    with clock.at(moment("2026-06-02 00:00")):
        assert "定时的办法" in client.get(target.get_absolute_url()).content.decode()


def test_a_kept_page_ends_when_a_scheduled_document_appears(client, town_hall):
    target = town_hall.add("老办法")
    at = moment("2026-06-01 15:00")
    town_hall.relate("定时的办法", "implements", target, "2026-06-02", at=at)
    for address in (target.get_absolute_url(), f"/api/v1/policies/{target.pk}/"):
        assert f"until={int(at.timestamp())}" in client.get(address)["X-Page-Cache"]


def test_attachments_can_be_downloaded_from_the_page(client, town_hall):
    policy = town_hall.add()
    file = Attachment(information_id=policy.pk, title="申请表")
    file.take("姓名".encode(), "form.txt")
    file.save()
    links = page_of(client, policy).get_element_by_id("files").xpath(".//a/@href")
    assert links == [file.get_absolute_url()]
    assert b"".join(client.get(links[0]).streaming_content) == "姓名".encode()
    assert isinstance(file.file.open("rb").read(), bytes) and ContentFile


def test_the_making_of_a_normative_document_is_told_and_a_missing_step_too(client, town_hall):
    policy = publish(make_policy(town_hall.office, town_hall.cast["drafter"]), town_hall.cast)
    made = words(page_of(client, policy).get_element_by_id("made"))
    assert "合法性审核司法所" in made and "镇长办公会议" in made and "报送备案应于2026-06-16前" in made
    policy.making.legality_by = ""
    policy.making.save()
    assert "没有记录" in words(page_of(client, policy).get_element_by_id("made"))


# Its forms -------------------------------------------------------------------------------------------------
def test_the_print_view_says_the_validity_of_the_day_and_has_a_code_to_the_live_page(client, town_hall):
    policy = town_hall.add()
    sheet = page_of(client, policy, view="print")
    said = words(sheet)
    assert "有效性：现行有效" in said and "打印日期：2026年6月1日" in said and "逢三、八开市" in said
    assert sheet.xpath("//*[local-name()='svg'][@role='img']")
    assert "那一天的状态和文本" in words(page_of(client, policy, view="print", on="2024-01-01"))


def test_the_word_file_opens_and_carries_the_validity_and_the_text_of_the_day(client, town_hall):
    policy = town_hall.add(body="<p>第一条　逢三开市。</p>")
    town_hall.rewrite(policy, "<p>第一条　逢五开市。</p>", "2025-01-01")
    for day, text in (("2026-06-01", "逢五开市"), ("2024-01-01", "逢三开市")):
        answer = client.get(f"{policy.get_absolute_url()}word/", {"on": day})
        assert "attachment" in answer["Content-Disposition"]
        said = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
        assert (
            "有效性：现行有效" in said
            and text in said
            and policy.title in said
            and policy.document_number in said
        )
        assert f"{day[:4]}年" in said and policy.get_absolute_url() in said


@pytest.mark.skipif(not pdf.is_available(), reason="WeasyPrint's libraries are not installed here")
def test_the_pdf_is_one(client, town_hall):
    answer = client.get(f"{town_hall.add().get_absolute_url()}pdf/")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("tail", ["", "word/", "pdf/", "compare/", "?view=print"])
def test_no_form_of_a_draft_or_withdrawn_document_can_be_had(client, town_hall, tail):
    draft = make_policy(town_hall.office, town_hall.cast["drafter"])
    gone = town_hall.add("发错的办法")
    gone.withdraw(by=town_hall.cast["signer"], kind="privacy", reason="有个人信息")
    assert client.get(f"/policies/{draft.pk}/{tail}").status_code == 404
    answer = client.get(f"/policies/{gone.pk}/{tail}")
    assert answer.status_code == 410
    assert "发错的办法" not in answer.content.decode() and "有个人信息" not in answer.content.decode()


# What it says of itself ------------------------------------------------------------------------------------
FORCE = {
    "in_force": "InForce", "amended": "InForce", "partly_repealed": "PartiallyInForce", "suspended": "NotInForce",
    "repealed": "NotInForce", "declared_void": "NotInForce",
}  # fmt: skip


@pytest.mark.parametrize(("status", "force"), FORCE.items())
def test_the_data_for_machines_tells_the_legal_force(client, town_hall, status, force):
    policy = town_hall.add("</script><b>集市</b>办法")
    if status != "in_force":
        town_hall.happen(
            policy, status, "2025-01-01", clauses="第二条" if status == "partly_repealed" else ""
        )
    said = legislation(page_of(client, policy))
    assert said["legislationLegalForce"] == f"https://schema.org/{force}"
    assert said["@type"] == "Legislation" and said["name"] == policy.title
    assert said["legislationDate"] == "2022-03-01" and said["legislationIdentifier"] == policy.document_number


def legislation(page):
    (script,) = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(script)


def test_a_force_that_is_not_known_is_not_told(client, town_hall):
    for policy in (town_hall.add(term_kind=TermKind.UNKNOWN), town_hall.add(normative=False)):
        assert "legislationLegalForce" not in legislation(page_of(client, policy))


SITE = [
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
]
ARTICLE = ["ArticleTitle", "PubDate", "ContentSource"]


def metas(page):
    return {tag.get("name"): tag.get("content") for tag in page.iter("meta") if tag.get("name")}


def test_every_kind_of_page_carries_the_national_meta_tags(client, town_hall):
    policy = town_hall.add(day="2025-03-01", effective_on=date(2025, 3, 1))
    twin = town_hall.add(
        "同号文件", document_number=policy.document_number, issuers=[make_issuer("县政府", "county")]
    )
    record = publish(make_information(town_hall.office, town_hall.cast["drafter"]), town_hall.cast)
    own = policy.get_absolute_url()
    content = [own, f"{own}?view=print", f"{own}?on=2024-01-01", record.get_absolute_url()]
    plain = [
        "/", "/policies/", "/policies/?q=x", f"{own}compare/", f"/policies/number/{twin.document_number}", "/disclosure/",
        "/disclosure/c/normative/", "/search/", "/search/?q=集市", "/site-map/", "/styleguide/", "/leave/?to=https://a.example/",
        "/no-such-page/", "/policies/?year=x",
    ]  # fmt: skip
    for address in content + plain:
        found = metas(lxml.html.fromstring(client.get(address).content))
        empty = [
            name
            for name in SITE + (ARTICLE if address in content else [])
            if not (found.get(name) or "").strip()
        ]
        assert not empty, (address, empty)
        if address in content:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", found["PubDate"])


def test_nothing_on_the_page_is_inline_but_the_data_for_machines(client, town_hall):
    policy = town_hall.add()
    for page in (page_of(client, policy), page_of(client, policy, view="print")):
        assert not page.xpath("//style|//*[@style]|//@*[starts-with(name(), 'on')]")
        assert not page.xpath("//script[not(@src) and not(@type='application/ld+json')]")


def test_a_page_with_a_long_history_costs_ten_queries_at_most(
    client, town_hall, django_assert_max_num_queries
):
    policy = town_hall.add()
    policy.themes.add(Theme.objects.create(name="养老", slug="elderly"))
    for number in range(1, 6):
        day = TODAY + timedelta(days=number)
        source = town_hall.relate(f"修改决定{number}", "amends", policy, day.isoformat())
        town_hall.rewrite(policy, f"<p>第一条　第{number}次。</p>", day.isoformat(), cause=source)
    client.get(policy.get_absolute_url())  # what people ask is read once after each change, for all documents
    with django_assert_max_num_queries(11):  # one asks for the revision, which only a transaction does
        client.get(policy.get_absolute_url())
