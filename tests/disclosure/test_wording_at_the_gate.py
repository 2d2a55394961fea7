"""Wrong forms at the gate: marked in the text, some block, all are told to those who judge, overruled with a reason."""

import pytest

from core.models import WordingEntry
from disclosure.admin.marking import marked
from disclosure.refusal import Incomplete
from tests.conftest import make_information, make_policy, sign_off


@pytest.fixture
def entries(db):
    WordingEntry.objects.all().delete()
    WordingEntry.objects.create(wrong="人民政俯", right="人民政府", grade="block")
    WordingEntry.objects.create(wrong="帐户", right="账户", grade="warn")


@pytest.mark.parametrize("make", [make_information, make_policy])
def test_a_wrong_form_that_blocks_keeps_a_record_from_being_signed(entries, department, cast, make):
    record = sign_off(make(department, cast["drafter"], body="<p>人民政俯印发。</p>"), cast, until="review")
    with pytest.raises(Incomplete, match="“人民政俯”应为“人民政府”"):
        record.sign(by=cast["signer"])


def test_it_may_be_overruled_with_a_reason_for_exactly_this_text(entries, department, cast):
    record = sign_off(
        make_information(department, cast["drafter"], body="<p>人民政俯</p>"), cast, until="determine"
    )
    record.overrule_findings(by=cast["reviewer"], reason="引用历史原文。")
    assert not record.missing()
    record.body = "<p>人民政俯，人民政俯</p>"
    assert "错敏词2处" in record.missing()[0].message


def test_a_wrong_form_that_warns_does_not_keep_anything_back(entries, department, cast):
    record = make_information(department, cast["drafter"], body="<p>开立帐户。</p>")
    assert not record.missing()
    assert [one.wrong for one in record.wrong_words()] == ["帐户"]
    sign_off(record, cast)


def test_the_reviewer_sees_wrong_forms_marked_where_they_stand(client, entries, department, cast):
    record = sign_off(
        make_information(department, cast["drafter"], body="<p>开立<b>帐户</b>。</p>"),
        cast,
        until="determine",
    )
    client.force_login(cast["reviewer"])
    page = client.get(f"/admin/records/{record.pk}/review/").content.decode()
    assert '<mark title="应为“账户”">帐户</mark>' in page
    assert "请核对" in page


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>好</p>", "<p>好</p>"),
        (
            "<p>帐户&amp;帐户</p>",
            '<p><mark title="应为“账户”">帐户</mark>&amp;<mark title="应为“账户”">帐户</mark></p>',
        ),
        ('<a href="/帐户/">帐户</a>', '<a href="/帐户/"><mark title="应为“账户”">帐户</mark></a>'),
        ("<p>1 &lt; 2帐户</p>", '<p>1 &lt; 2<mark title="应为“账户”">帐户</mark></p>'),
        ("", ""),
    ],
)
def test_marking_touches_words_alone(entries, html, expected):
    assert marked(html) == expected
