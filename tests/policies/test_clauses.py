"""The clause parser: what is a clause, what its anchor is, and how html is marked."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from policies.clauses import blocks_from_html, blocks_from_text, parse, render
from policies.numbers import in_chinese


def outline(text):
    return parse(blocks_from_text(text))


def anchors(text):
    return [clause.anchor for clause in outline(text).flat()]


def counts(text):
    return {level: n for level, n in Counter(c.level for c in outline(text).flat()).items() if level != "款"}


LAW = """湖畔镇渡口管理办法
第一章　总　　则
第一条　为了渡运安全，制定本办法。
第二条　本办法所称渡口，包括：
（一）公用渡口；
（二）专用渡口。
渡口的范围由镇政府划定。
第二章　监督检查
第一节　一般规定
第三条 检查人员不得少于二人。
第四条之一 检查应当留存记录。
"""


def test_chapters_sections_articles_and_items_are_counted_by_level():
    assert counts(LAW) == {"章": 2, "节": 1, "条": 4, "（一）": 2}


def test_an_article_keeps_its_anchor_whatever_chapter_it_stands_in():
    assert anchors(LAW) == ["z1", "t1", "t2", "t2-x1", "t2-x2", "t2-2", "z2", "z2-j1", "t3", "t4z1"]


def test_a_heading_has_its_title_without_blanks_and_children_below_it():
    first, second = outline(LAW).roots
    assert (first.label, first.text) == ("第一章", "总则")
    assert [child.label for child in first.children] == ["第一条", "第二条"]
    assert second.children[0].level == "节"


def test_a_paragraph_after_items_is_the_next_paragraph_of_the_article():
    clause = next(c for c in outline(LAW).flat() if c.anchor == "t2-2")
    assert (clause.level, clause.label, clause.text) == ("款", "第二款", "渡口的范围由镇政府划定。")


def test_the_four_levels_of_a_notice_nest():
    text = "一、任务\n（一）排查。\n1.渡船。\n（1）船体。\n（2）救生衣。\n2．码头。\n（二）整改。\n二、要求\n"
    assert anchors(text) == ["s1", "s1-1", "s1-1-1", "s1-1-1-1", "s1-1-1-2", "s1-1-2", "s1-2", "s2"]


def test_full_width_half_width_and_single_character_labels_are_the_same():
    text = "一、甲：\n(一)子；\n（ 二 ）丑；\n㈢寅。\n⒈卯。\n２、辰。\n⑴巳。\n2）午。\n"
    assert [c.label for c in outline(text).flat()] == [
        "一、",
        "（一）",
        "（二）",
        "（三）",
        "1.",
        "2.",
        "（1）",
        "（2）",
    ]


def test_labels_need_no_blank_behind_them():
    assert counts("第一章总则\n第一条为了安全，制定本办法。\n第二条渡口应当登记。") == {"章": 1, "条": 2}


def test_running_text_that_begins_like_a_label_is_no_clause():
    text = """各村要抓好落实。
一是加强领导；二是加强巡查。
一、二级渡口由县里管理。
2023年5月1日前完成。
3.5万元用于维修。
2.30米以上的船只另行规定。
第七条规定的情形除外。
（一）至（三）项不适用。
"""
    assert counts(text) == {}
    assert any("不像条款" in warning for warning in outline(text).warnings)


def test_an_item_that_begins_with_a_year_is_an_item():
    assert counts("1.2025年底前建成。\n2.2026年推广。") == {"1": 2}


def test_a_line_that_was_broken_before_an_article_number_goes_on():
    text = "第一条　渡口的设置应当符合规划，不符合规划的，依照\n第九条 处理。\n第二条　渡船应当检验。"
    assert [c.label for c in outline(text).flat() if c.level == "条"] == ["第一条", "第二条"]


def test_several_numbers_in_one_paragraph_count_only_at_its_head():
    text = "一、要做到：（一）清淤；（二）护岸。\n二、其他。"
    assert counts(text) == {"一": 2}


def test_a_table_of_contents_is_not_counted_twice():
    contents = "目　录\n第一章　总则\n第二章　监督\n"
    body = "第一章　总则\n第一条　制定本办法。\n第二章　监督\n第二条　监督检查。\n"
    assert counts("湖畔镇办法\n" + contents + body) == {"章": 2, "条": 2}


def test_chapters_may_hold_numbers_that_run_on():
    text = "工作规则\n第一章　总则\n一、依法办事。\n二、公开透明。\n第二章　会议\n"
    text += "三、每月一次。\n（一）议题；\n（二）纪要。"
    assert counts(text) == {"章": 2, "一": 3, "（一）": 2}
    assert anchors(text)[-3:] == ["z2-s3", "z2-s3-1", "z2-s3-2"]


LETTER = """湖畔镇人民政府关于印发渡口管理办法的通知
湖政发〔2024〕2号
各村：
现将办法印发给你们。请认真执行。
附件：1.湖畔镇渡口管理办法
2.渡工名单
湖畔镇人民政府
2024年3月1日
（此件公开发布）
附件1
湖畔镇渡口管理办法
第一条　制定本办法。
附件2
渡工名单
1.张三。
2.李四。
湖畔镇党政综合办公室　2024年3月1日印发
"""


def test_annexed_texts_have_their_own_prefix():
    assert anchors(LETTER) == ["f1-t1", "f2-n1", "f2-n2"]


def test_the_list_of_annexes_holds_no_clauses():
    assert all(clause.block_index > 8 for clause in outline(LETTER).flat())


def test_the_imprint_at_the_end_belongs_to_no_clause():
    assert "印发" not in outline(LETTER).flat()[-1].text


def test_an_annexed_text_without_the_word_annex_begins_behind_the_date():
    text = LETTER.replace("附件1\n", "").split("附件2")[0]
    assert anchors(text) == ["f1-t1"]


def test_text_without_numbers_stays_whole_and_says_so():
    result = outline("各村要做好防汛准备。")
    assert result.roots == [] and "整体保留" in result.warnings[0]


def test_a_gap_between_articles_is_named():
    assert any("不连续" in w for w in outline("第一条 甲乙丙。\n第三条 丁戊己。").warnings)


def test_rows_of_a_table_are_no_clauses():
    assert counts("名单如下。\n1.\t张三\t东村\t男\n") == {}
    assert parse(blocks_from_html("<table><tr><td>一、东村</td></tr></table>")).flat() == []


def test_a_quoted_change_opens_no_paragraph_of_the_article():
    text = "第一条　将第八条修改为：“渡船应当检验。\n检验每年一次。”\n第二条　施行。"
    assert [c.level for c in outline(text).flat()] == ["条", "条"]


# --- properties -----------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "第一章\u3000总则",
        "第二章\u3000附则",
        "第一节\u3000一般",
        "第一条\u3000甲。",
        "第二条 乙：",
        "第三条之一\u3000丙。",
        "一、丁",
        "二、戊。",
        "（一）己；",
        "（二）庚。",
        "1.辛。",
        "2.壬。",
        "（1）癸。",
        "（2）子。",
        "各村：",
        "正文一段。",
        "附件",
        "附件2",
        "湖畔镇人民政府",
        "2024年3月1日",
        "目录",
        "（此件公开发布）",
        "附件：1.名单",
    ]
)
TEXTS = st.lists(LINES, max_size=40).map("\n".join)


@given(TEXTS)
def test_anchors_are_unique_and_plain_ascii(text):
    found = anchors(text)
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[a-z0-9-]+", anchor) for anchor in found)


@given(st.integers(1, 8), st.integers(0, 8), st.text("渡口船只安全", max_size=12))
def test_an_anchor_stays_when_other_articles_change(articles, changed, words):
    lines = [f"第{in_chinese(n)}条　内容。" for n in range(1, articles + 1)]
    before = anchors("办法\n" + "\n".join(lines))
    more = [*lines]
    more.insert(min(changed, len(more)), f"{words}另有规定的，从其规定。")
    after = anchors("办法\n" + "\n".join(more))
    assert [a for a in before if a.startswith("t")] == [a for a in after if re.fullmatch(r"t\d+", a)]


@given(st.text(max_size=300))
def test_no_text_makes_the_parser_fail(text):
    parse(blocks_from_text(text))


def words_of(html):
    return re.sub(r"\s", "", lxml_html.fragment_fromstring(html, create_parent="div").text_content())


INLINE = st.sampled_from(
    ["{}", "<strong>{}</strong>", "<a href='#x'>{}</a>", "{}<br>（三）又。", "<em>{}</em>后文"]
)
HTML = st.lists(
    st.tuples(st.sampled_from(["p", "h2", "div", "li", "blockquote"]), INLINE, LINES), max_size=20
).map(lambda parts: "".join(f"<{tag}>{inline.format(line)}</{tag}>" for tag, inline, line in parts))


@settings(deadline=None)
@given(HTML)
def test_marking_changes_no_word(html):
    assert words_of(render(html)[0]) == words_of(html)


@settings(deadline=None)
@given(HTML)
def test_every_anchor_is_an_id_of_the_html_once(html):
    marked, _ = render(html)
    ids = re.findall(r' id="([^"]+)"', marked)
    assert len(ids) == len(set(ids))
    wanted = {clause.anchor for clause in parse(blocks_from_html(html)).flat()}
    assert wanted <= set(ids)


@settings(deadline=None)
@given(HTML)
def test_marking_twice_is_marking_once(html):
    once = render(html)[0]
    assert render(once)[0] == once


@given(st.text(max_size=200))
def test_any_text_as_html_is_rendered_without_scripts_of_its_own(text):
    marked, _ = render(text.replace("<", "&lt;"))
    assert "<script" not in marked


# --- render ---------------------------------------------------------------------------------------


def test_the_number_of_an_article_links_to_itself():
    marked, _ = render("<p><strong>第五条</strong>　渡口。</p>")
    link = '<a class="clause-no" href="#t5">第五条</a>'
    assert marked == f'<p id="t5"><strong>{link}</strong>　渡口。</p>'


def test_a_number_inside_another_link_is_not_linked_again():
    assert render('<p><a href="/x">第五条</a> 渡口。</p>')[0].count("<a ") == 1


def test_a_number_in_pieces_gets_its_id_and_no_link():
    assert render("<p>第<u>五</u>条 渡口。</p>")[0] == '<p id="t5">第<u>五</u>条 渡口。</p>'


def test_an_id_of_the_text_gives_way_to_an_anchor():
    assert render('<p id="t5">序</p><p>第五条 渡口。</p>')[0].count('id="t5"') == 1


def test_text_that_looks_like_markup_stays_text():
    marked, contents = render("<p>第五条 &lt;script&gt;x&lt;/script&gt;</p>")
    assert "&lt;script&gt;" in marked and "<script" not in marked
    assert contents[0]["title"] == "<script>x</script>"


def test_the_contents_are_chapters_and_sections_where_there_are_any():
    html = "".join(f"<p>{line}</p>" for line in LAW.splitlines())
    assert [(e["label"], e["title"], len(e["children"])) for e in render(html)[1]] == [
        ("第一章", "总则", 0),
        ("第二章", "监督检查", 1),
    ]


def test_the_contents_are_first_level_numbers_else_and_articles_last():
    assert [e["anchor"] for e in render("<p>一、甲</p><p>（一）乙。</p><p>二、丙</p>")[1]] == ["s1", "s2"]
    assert [e["anchor"] for e in render("<p>第一条 甲。</p><p>第二条 乙。</p>")[1]] == ["t1", "t2"]


def test_an_annexed_text_is_a_branch_of_the_contents():
    html = "".join(f"<p>{line}</p>" for line in LETTER.splitlines())
    marked, contents = render(html)
    assert [(e["anchor"], e["label"], e["title"]) for e in contents] == [
        ("f1", "附件1", "湖畔镇渡口管理办法"),
        ("f2", "附件2", "渡工名单"),
    ]
    assert '<p id="f1">附件1</p>' in marked
