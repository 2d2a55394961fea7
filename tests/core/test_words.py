"""Where titles may be cut: nothing is lost, common words and names stay whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import words


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("关于印发杏川镇的管理办法《》（）2026 年\nab，"), st.characters())
    )
)
def test_the_words_of_a_text_are_the_text(text):
    assert "".join(words(text)) == text
    assert "" not in words(text)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("杏川镇人民政府关于印发的通知", "杏川镇|人民政府|关于|印发|的|通知"),
        ("晚枫村助餐点收支情况", "晚枫村|助餐点|收支|情况"),
        ("2026年规范性文件清理结果", "2026|年|规范性|文件|清理|结果"),
        ("公办幼儿园保教费", "公办|幼儿园|保教费"),
        ("ABC类（第2批）", "ABC|类|（|第|2|批|）"),
        ("鲘埗镇", "鲘埗镇"),
        ("", ""),
    ],
)
def test_common_words_and_names_stay_whole(text, cut):
    assert "|".join(words(text)) == cut
