"""The marked comparison: nothing of either text is lost, nothing in it is markup, the same is said to be the same."""

import re
from datetime import date
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.richtext import from_text, sanitise
from policies.actions import publish_migrated
from policies.comparison import compare, parts, summary
from policies.models import Relation, Version
from tests.conftest import examples, make_policy

WORDS = [
    "集市",
    "摊位",
    "补贴",
    "逢三开市",
    "，",
    "。",
    "；",
    "<b>",
    "&",
    '"',
    "'",
    "<",
    ">",
    "</p>",
    "<script>",
    "1.",
    "（一）",
    "第三条",
]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join)
clauses = st.lists(sentences, max_size=8).map(
    lambda lines: "\n".join(f"第{'一二三四五六七八'[n]}条　{line}" for n, line in enumerate(lines))
)
texts = (clauses | st.text(max_size=120) | st.lists(sentences, max_size=8).map("\n".join)).map(
    lambda text: sanitise(from_text(text))
)


def squeezed(text):
    return re.sub(r"\s", "", text)


def words_of(html):
    return squeezed(unescape(re.sub(r"</?(?:p|del|ins)>", "", html)))


def whole(html):
    return squeezed("".join(part.text for part in parts(html)))


@settings(max_examples=examples(200), deadline=None)
@given(texts, texts)
def test_both_sides_hold_their_whole_text_in_order(old, new):
    rows = compare(old, new)
    assert words_of("".join(row.left_html for row in rows)) == whole(old)
    assert words_of("".join(row.right_html for row in rows)) == whole(new)


@settings(max_examples=examples(200), deadline=None)
@given(texts, texts)
def test_nothing_in_a_side_is_markup_but_paragraphs_and_marks(old, new):
    for row in compare(old, new):
        for side in (row.left_html, row.right_html):
            assert not re.sub(r"</?(?:p|del|ins)>", "", side).count("<")
            for tag in ("p", "del", "ins"):
                assert side.count(f"<{tag}>") == side.count(f"</{tag}>")


@settings(max_examples=examples(100), deadline=None)
@given(texts)
def test_the_same_text_is_all_the_same(text):
    rows = compare(text, text)
    assert {row.kind for row in rows} <= {"same"}
    assert summary(rows) == "两个文本没有差别"


@settings(max_examples=examples(100), deadline=None)
@given(texts, texts)
def test_what_is_said_of_a_row_is_true(old, new):
    for row in compare(old, new):
        assert (row.left_html == "") == (row.kind == "added")
        assert (row.right_html == "") == (row.kind == "removed")
        assert ("<del>" in row.left_html) or row.kind != "removed"
        assert ("<ins>" in row.right_html) or row.kind != "added"
        if row.kind == "same":
            assert not re.search("<(?:del|ins)>", row.left_html + row.right_html)


def text(*lines):
    return from_text("\n".join(lines))


def test_one_changed_clause_among_others_is_marked_word_by_word():
    rows = compare(
        text("第一条　逢三开市。", "第二条　摊位收费五元。"),
        text("第一条　逢三开市。", "第二条　摊位收费十元。"),
    )
    assert [row.kind for row in rows] == ["same", "changed"]
    assert "<del>五</del>" in rows[1].left_html and "<ins>十</ins>" in rows[1].right_html
    assert summary(rows) == "改动1条"


def test_a_clause_that_only_moved_down_is_not_a_change():
    old = text("第一条　逢三开市。", "第二条　摊位收费五元。")
    new = text("第一条　为了规范集市，制定本办法。", "第二条　逢三开市。", "第三条　摊位收费五元。")
    assert [row.kind for row in compare(old, new)] == ["added", "same", "same"]


def test_a_text_without_clauses_is_compared_by_its_headings_or_as_a_whole():
    rows = compare(
        text("一、开市", "逢三开市。", "二、收费", "不收费。"),
        text("一、开市", "逢五开市。", "二、收费", "不收费。"),
    )
    assert [row.kind for row in rows] == ["changed", "same"]
    assert [row.kind for row in compare(text("没有编号的话。"), text("没有编号的话。"))] == ["same"]


def test_nothing_against_something_is_all_new():
    assert {row.kind for row in compare("", text("第一条　逢三开市。"))} == {"added"}
    assert compare("", "") == []


# The page --------------------------------------------------------------------------------------------------
@pytest.fixture
def replaced(department, cast):
    """A document that replaced another one and was then amended."""
    old = _add(department, cast, "旧办法", "<p>第一条　逢三开市。</p>")
    new = _add(department, cast, "新办法", "<p>第一条　逢五开市。</p>")
    Relation.objects.create(source=new, target=old, kind="replaces", on=date(2024, 1, 1))
    version = Version(
        policy=new, valid_from=date(2025, 1, 1), body="<p>第一条　逢五、十开市。</p>", note="修改决定"
    )
    version.enter(by=cast["drafter"])
    version.confirm(by=cast["signer"])
    return old, new


def _add(department, cast, title, body):
    on = date(2024, 1, 1)
    dated = {"written_on": on, "published_on": on, "effective_on": on}
    policy = make_policy(department, cast["drafter"], making=False, title=title, body=body, **dated)
    publish_migrated(policy, reason="历史文件")
    return policy


def test_the_page_begins_with_the_last_amendment(client, replaced):
    page = client.get(f"{replaced[1].get_absolute_url()}compare/")
    assert page.context["left"]["label"] == "最初的文本"
    assert page.context["right"]["label"] == "2025年1月1日起的文本"
    assert page.context["summary_words"] == "改动1条"
    assert "<ins>、十</ins>" in page.content.decode()


def test_it_also_compares_with_the_document_that_was_replaced(client, replaced):
    old, new = replaced
    page = client.get(f"{new.get_absolute_url()}compare/", {"left": old.pk, "right": "first"})
    assert [row.kind for row in page.context["rows"]] == ["changed"]
    assert page.context["left"]["url"] == old.get_absolute_url()
    assert client.get(page.context["right"]["url"]).status_code == 200


def test_a_replaced_document_that_is_withdrawn_is_not_offered(client, replaced, cast):
    old, new = replaced
    old.withdraw(by=cast["signer"], kind="error", reason="发错了")
    page = client.get(f"{new.get_absolute_url()}compare/")
    assert "旧办法" not in page.content.decode()
    assert client.get(f"{new.get_absolute_url()}compare/", {"left": old.pk}).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"left": "nothing"}, {"right": "9999"}, {"left": "first", "right": "x" * 999}]
)
def test_a_text_that_is_none_is_refused(client, replaced, asked):
    assert client.get(f"{replaced[1].get_absolute_url()}compare/", asked).status_code == 400


def test_one_text_cannot_be_compared_and_says_so(client, replaced):
    for policy, asked in ((replaced[0], {}), (replaced[1], {"left": "first", "right": "first"})):
        page = client.get(f"{policy.get_absolute_url()}compare/", asked)
        assert page.status_code == 200 and "请选择两个不同的文本" in page.content.decode()


def test_a_text_that_nobody_confirmed_is_not_offered(client, replaced, cast):
    version = Version(policy=replaced[1], valid_from=date(2026, 1, 1), body="<p>未复核</p>", note="修改决定")
    version.enter(by=cast["drafter"])
    assert "2026年1月1日" not in client.get(f"{replaced[1].get_absolute_url()}compare/").content.decode()
