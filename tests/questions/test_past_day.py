"""The past day that a question asks about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answering.past_day import asked_about, undated

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2021年的时候集市摊位费怎么收", date(2021, 12, 31)),
        ("去年宅基地要什么材料", date(2025, 12, 31)),
        ("2023年3月审批要多少天", date(2023, 3, 31)),
        ("２０２３年３月５日能放炮吗", date(2023, 3, 5)),
        ("三年前烟花怎么规定", date(2023, 11, 26)),
        ("二〇二一年能放炮吗", date(2021, 12, 31)),
        ("前年5月浇地怎么收费", date(2024, 5, 31)),
        ("2024-02-29那天怎么收", date(2024, 2, 29)),
        ("上个月的规定", date(2026, 10, 31)),
    ],
)
def test_a_past_day_is_read(text, first):
    assert asked_about(text, TODAY)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "低保怎么申请", "杏政发〔2021〕5号还有效吗", "2021年出生的孩子几岁上学", "2019年盖的房子能办证吗",
        "2021年的办法现在还有效吗", "2026年医保怎么交", "去年的医保今年还要交吗", "2024年2月30日", "9999年", "",
    ],
)  # fmt: skip
def test_a_date_of_something_else_is_not_asked_about(text):
    assert asked_about(text, TODAY) == []


@given(
    st.text(alphabet="年月日号前去今现在的时候三二〇0123456789-〔〕 出生", max_size=30),
    st.dates(date(1990, 1, 1)),
)
def test_only_past_days_are_ever_asked_about(text, today):
    assert all(day < today for day in asked_about(text, today))


def test_what_is_asked_is_left_without_its_date():
    assert undated("2021年的时候集市几点开市") == "集市几点开市"
    assert undated("去年3月能放炮吗") == "能放炮吗"
