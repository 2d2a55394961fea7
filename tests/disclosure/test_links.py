"""Links at the gate and once a day: ours must lead somewhere public, none may be hidden, dead ones are told."""

import io

import docx
import pytest

from core import clock, worklist
from core.models import LinkState
from disclosure import daily, links
from disclosure.models import Attachment
from disclosure.refusal import Incomplete
from tests.conftest import make_information, make_policy, publish, sign_off


def body(address, words="看这里"):
    return f'<p><a href="{address}">{words}</a></p>'


@pytest.fixture
def public(department, cast):
    return publish(make_information(department, cast["drafter"], title="已公开"), cast)


def test_a_link_to_a_public_page_of_ours_is_fine(public, department, drafter):
    policy = make_policy(department, drafter)
    for address in (
        public.get_absolute_url(),
        "/",
        "/policies/",
        "/policies/?theme=x",
        f"{public.get_absolute_url()}#a",
    ):
        record = make_information(department, drafter, body=body(address))
        assert not record.missing(), address
        record.delete()
    assert not links.is_public_page(policy.get_absolute_url())


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/policies/999999/", "/admin/", "/disclosure/c/water/", "/policies/?page=x"]
)
def test_a_link_that_leads_nowhere_keeps_a_record_back(public, department, cast, address):
    record = make_information(department, cast["drafter"], body=body(address))
    assert "指向的本站页面不存在" in record.missing()[0].message
    sign_off(record, cast, until="review")
    with pytest.raises(Incomplete):
        record.sign(by=cast["signer"])


def test_a_link_to_a_draft_keeps_a_record_back(department, cast):
    draft = make_information(department, cast["drafter"], title="草稿")
    record = make_information(department, cast["drafter"], body=body(draft.get_absolute_url()))
    assert record.missing()


def test_a_hidden_link_keeps_a_record_back(department, drafter):
    record = make_information(
        department, drafter, body="<p>正文</p>" + body("https://example.com/", "\u200b")
    )
    assert "暗链" in record.missing()[0].message


def test_a_dead_address_elsewhere_is_told_once_it_is_known(department, drafter):
    record = make_information(department, drafter, body=body("https://gone.example.com/a"))
    assert not record.missing()
    LinkState.objects.create(url="https://gone.example.com/a", status="gone")
    assert "页面已不存在" in record.missing()[0].message
    LinkState.objects.update(status="moved")
    assert not record.missing()
    assert [problem.blocks for problem in record.link_problems()] == [False]


def test_links_in_attachments_are_judged_too(department, drafter):
    document = docx.Document()
    paragraph = document.add_paragraph("见")
    relation = document.part.relate_to(
        "http://192.168.1.5/x", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = docx.oxml.parse_xml(
        '<w:hyperlink xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:id="{relation}"><w:r><w:t>内网</w:t></w:r></w:hyperlink>'
    )
    paragraph._p.append(link)
    buffer = io.BytesIO()
    document.save(buffer)
    record = make_information(department, drafter)
    file = Attachment(information_id=record.pk)
    file.take(buffer.getvalue(), "通知.docx")
    file.save()
    assert any("公众打不开" in item.message for item in record.missing())


def test_the_daily_work_names_the_record_whose_link_has_died(public, department, cast, monkeypatch):
    record = publish(
        make_information(department, cast["drafter"], title="引用", body=body(public.get_absolute_url())),
        cast,
    )
    assert daily.check_all_links(record.written_on).problems == []
    public.withdraw(by=cast["signer"], kind="error", reason="错")
    (problem,) = daily.check_all_links(record.written_on).problems
    assert "引用" in problem and "不存在" in problem


def test_an_address_elsewhere_that_died_stands_on_the_work_list_with_its_record(
    department, cast, officer, auditor
):
    record = publish(
        make_information(department, cast["drafter"], body=body("https://gone.example.com/a")), cast
    )
    LinkState.objects.create(url="https://gone.example.com/a", status="gone")
    for user in (officer, auditor):
        (task,) = [
            task
            for panel in worklist.panels(user, clock.today())
            if panel.title == "失效的站外链接"
            for task in panel.tasks
        ]
        assert task.url.endswith(f"/{record.pk}/change/")
