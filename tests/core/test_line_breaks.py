"""Between which pieces of a title a line may break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.line_breaks import CLOSING, OPENING, pieces


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("关于印发《集市管理办法（试行）》的通知", "关于|印发|《集市|管理|办法|（试行）》|的|通知"),
        ("2026年第5号公告", "2026年|第|5号|公告"),
        ("第三号决定", "第三号|决定"),
        ("“一卡通”，怎么办？", "“一卡通”，|怎么办？"),
    ],
)
def test_signs_and_what_is_counted_stay_where_they_belong(title, cut):
    assert "|".join(pieces(title)) == cut


@given(st.text(alphabet="关于印发《》（）“”，。、年5 号管理办法", max_size=30))
def test_no_piece_begins_with_a_closing_sign_or_ends_with_an_opening_one(title):
    found = pieces(title)
    assert "".join(found) == title
    assert not any(piece[0] in CLOSING for piece in found[1:])
    assert not any(piece[-1] in OPENING for piece in found[:-1])
