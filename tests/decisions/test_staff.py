"""The admin: catalogues with their matters, notices, opinions from everywhere, one answer for many, spreadsheets."""

import io

import openpyxl
import pytest

from core import clock
from core.models import AuditEntry
from decisions.models import Catalogue, Consultation, ConsultationResult, Opinion
from tests.conftest import moment
from tests.decisions.conftest import make_catalogue, make_opinion

HEADER = [
    "回执号",
    "来源",
    "收到日期",
    "针对的条款",
    "意见内容",
    "同意公开原文",
    "处理结果",
    "意见归纳",
    "理由",
]


def words(answer):
    return answer.content.decode()


@pytest.fixture
def desk(client, drafter):
    client.force_login(drafter)
    return client


def management(prefix, total=0):
    return {f"{prefix}-{name}": value for name, value in
            (("TOTAL_FORMS", total), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 1000))}  # fmt: skip


def test_a_catalogue_is_written_with_its_matters_on_one_page(client, town, department, officer):
    client.force_login(officer)
    assert client.get("/admin/decisions/catalogue/add/").status_code == 200
    data = {
        "year": 2026, "office": town.pk, "written_on": "2026-03-02", "approved_by": "第5次镇长办公会议",
        "approved_on": "2026-02-27", "preamble": "严格程序。", "attribute": "proactive", "scope": "site",
        **management("matters", 1), "matters-0-title": "集贸市场改造", "matters-0-office": department.pk,
        "matters-0-planned_on": "2026-09-30", "matters-0-position": 1, "matters-0-legal_basis": "《市场管理条例》",
        **management("attachments"), **management("coordinations"), "_save": "1",
    }  # fmt: skip
    answer = client.post("/admin/decisions/catalogue/add/", data)
    assert answer.status_code == 302, words(answer)[:3000]
    catalogue = Catalogue.objects.get()
    assert "集贸市场改造" in catalogue.body and catalogue.matters.get().office == department
    assert client.get(f"/admin/decisions/catalogue/{catalogue.pk}/change/").status_code == 200


def test_a_matter_changes_with_its_draft_and_stays_afterwards(desk, town, department, three, catalogue):
    written = make_catalogue(town, department, three["drafter"], year=2025).matters.first()
    shown = catalogue.matters.first()
    assert 'name="_save"' in words(desk.get(f"/admin/decisions/matter/{written.pk}/change/"))
    assert 'name="_save"' not in words(desk.get(f"/admin/decisions/matter/{shown.pk}/change/"))


def test_a_paper_is_linked_and_unlinked(desk, matter, draft):
    address = f"/admin/matters/{matter.pk}/link/"
    assert draft.title in words(desk.get(address))
    assert desk.post(address, {"step": "draft", "information": draft.pk}).status_code == 302
    paper = matter.papers.get()
    assert draft.title in words(desk.get(f"/admin/decisions/matter/{matter.pk}/change/"))
    assert desk.post(f"/admin/matters/{matter.pk}/unlink/{paper.pk}/", {"go": "1"}).status_code == 302
    assert not matter.papers.exists()


def test_nobody_links_papers_for_another_office(client, matter, draft, clerk):
    client.force_login(clerk)
    assert client.get(f"/admin/matters/{matter.pk}/link/").status_code == 404


def test_a_notice_is_written_with_its_days(desk, department, draft):
    assert desk.get("/admin/decisions/consultation/add/").status_code == 200
    data = {
        "title": "征求意见", "office": department.pk, "written_on": "2026-03-02", "subject": "other", "draft": draft.pk,
        "starts_on": "2026-03-02", "ends_on": "2026-04-01", "body": "<p>请提意见。</p>", "attribute": "proactive",
        "scope": "site", **management("postings"), **management("attachments"), **management("coordinations"), "_save": "1",
    }  # fmt: skip
    answer = desk.post("/admin/decisions/consultation/add/", data)
    assert answer.status_code == 302, words(answer)[:3000]
    record = Consultation.objects.get()
    assert desk.get(f"/admin/decisions/consultation/{record.pk}/change/").status_code == 200
    data |= {"ends_on": "2026-03-01"}
    assert "结束日期早于开始日期" in words(desk.post("/admin/decisions/consultation/add/", data))


def test_opinions_from_elsewhere_are_written_down_with_their_channel(desk, asked):
    assert desk.get(f"/admin/decisions/opinion/add/?consultation={asked.pk}").status_code == 200
    data = {
        "consultation": asked.pk, "channel": "letter", "received_at_0": "2026-03-02", "received_at_1": "09:00",
        "received_at": "2026-03-02 09:00", "clause": "第二条", "text": "写信说：太少了。", "name": "李某",
    }  # fmt: skip
    answer = desk.post("/admin/decisions/opinion/add/", data, follow=True)
    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.entered_by.name) == ("letter", "沈拟")
    assert opinion.receipt in words(answer) and "查询码" in words(answer)
    assert "太少了" not in str(list(AuditEntry.objects.values_list("object_title", "after")))
    data["channel"] = "web"
    assert (
        desk.post("/admin/decisions/opinion/add/", data).status_code == 200 and Opinion.objects.count() == 1
    )


def test_names_are_shown_on_demand_with_a_trace_and_not_to_auditors(desk, client, asked, auditor):
    opinion = make_opinion(asked, "电话13800138000，请回电。", name="王某人", contact="0000-5510001")
    listed = words(desk.get("/admin/decisions/opinion/"))
    assert "王某人" not in listed and "疑似手机号码" in listed
    page, personal = (
        f"/admin/decisions/opinion/{opinion.pk}/change/",
        f"/admin/personal/opinion/{opinion.pk}/",
    )
    assert personal in words(desk.get(page)) and "王某人" not in words(desk.get(page))
    assert "王某人" not in words(desk.get(personal)) and not _looks()
    assert "王某人" in words(desk.post(personal)) and _looks() == 1
    client.force_login(auditor)
    seen = words(client.get(page))
    assert opinion.receipt in seen and "王某人" not in seen and personal not in seen
    assert client.post(personal).status_code == 404


def _looks():
    return AuditEntry.objects.filter(verb="查看个人信息").count()


def test_one_answer_for_many_and_no_refusal_without_its_reason(desk, asked):
    some = [make_opinion(asked) for _ in range(3)]
    address = f"/admin/consultations/{asked.pk}/answer/"
    data = {
        "opinions": [one.pk for one in some[:2]],
        "topic": "提高补贴",
        "outcome": "not_adopted",
        "reason": "",
    }
    assert "必须写明理由" in words(desk.post(address, data))
    assert not Opinion.objects.exclude(answer=None).exists()
    assert desk.post(address, data | {"reason": "财力有限"}).status_code == 302
    assert Opinion.objects.open().get() == some[2]


def test_the_result_is_put_together_from_the_answers(desk, asked, department):
    with clock.at(moment("2026-04-02 09:00")):
        opinion = make_opinion(asked)
        desk.post(
            f"/admin/consultations/{asked.pk}/answer/",
            {"opinions": [opinion.pk], "topic": "提高补贴", "outcome": "adopted", "reason": "已改为四元"},
        )
        assert desk.get(f"/admin/decisions/consultationresult/add/?asked={asked.pk}").status_code == 200
        data = {
            "asked": asked.pk, "office": department.pk, "written_on": "2026-04-02", "preface": "开了两次座谈会。",
            "attribute": "proactive", "scope": "site", **management("attachments"), **management("coordinations"), "_save": "1",
        }  # fmt: skip
        answer = desk.post("/admin/decisions/consultationresult/add/", data)
    assert answer.status_code == 302, words(answer)[:3000]
    result = ConsultationResult.objects.get()
    assert result.summary == "共收到意见1条：采纳1条。" and "已改为四元" in result.body


# Spreadsheets ----------------------------------------------------------------------------------------------
def sheet(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    buffer.name = "意见.xlsx"
    return buffer


def lines(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [["" if cell is None else cell for cell in row] for row in book.active.iter_rows(values_only=True)]


def bring_in(desk, asked, rows):
    return desk.post(f"/admin/consultations/{asked.pk}/import/", {"file": sheet(rows)})


def test_what_goes_out_comes_back_with_answers_and_other_opinions(desk, asked):
    opinion = make_opinion(asked, "=补贴太少", name="王某人")
    out = lines(desk.get(f"/admin/consultations/{asked.pk}/export/"))
    assert out[0] == HEADER and out[1][0] == opinion.receipt and "王某人" not in str(out)
    out[1][6:] = ["不予采纳", "提高补贴", "财力有限"]
    out.append(
        ["", "座谈会", "2026-03-02", "第二条", "周末也供餐。", "是", "采纳", "周末供餐", "已写入第三条"]
    )
    assert bring_in(desk, asked, out).status_code == 302
    opinion.refresh_from_db()
    assert opinion.answer.reason == "财力有限"
    assert Opinion.objects.get(channel="meeting").answer.topic == "周末供餐"
    again = lines(desk.get(f"/admin/consultations/{asked.pk}/export/"))
    bring_in(desk, asked, again)
    assert lines(desk.get(f"/admin/consultations/{asked.pk}/export/")) == again


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "座谈会", "", "", "太少。", "否", "不予采纳", "提高", ""], "必须写明理由"),
        (["", "座谈会", "", "", "", "否", "", "", ""], "没有意见内容"),
        (["", "传真", "", "", "太少。", "否", "", "", ""], "来源应当是"),
        (["", "网上", "", "", "太少。", "否", "", "", ""], "不能导入"),
        (["YJ20260101-AAAA-AAAA", "网上", "", "", "太少。", "否", "", "", ""], "没有回执号"),
        (["", "座谈会", "三月一日", "", "太少。", "否", "", "", ""], "收到日期"),
        (["", "座谈会", "", "", "太少。", "否", "考虑", "提高", ""], "处理结果应当是"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(desk, asked, row, said):
    good = ["", "座谈会", "", "", "很好。", "否", "", "", ""]
    answer = bring_in(desk, asked, [HEADER, good, row])
    assert answer.status_code == 200 and said in words(answer) and "第3行" in words(answer)
    assert not Opinion.objects.exists()


def test_another_table_is_told_apart(desk, asked):
    assert "第一行应当是" in words(bring_in(desk, asked, [["甲", "乙"], [1, 2]]))


def test_another_office_sees_none_of_it(client, asked, clerk):
    client.force_login(clerk)
    for part in ("answer", "export", "import"):
        assert client.get(f"/admin/consultations/{asked.pk}/{part}/").status_code == 404
