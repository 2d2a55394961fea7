"""Document numbers: one number, many spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.numbers import (
    DocumentNumber,
    OrderNumber,
    find,
    find_registration,
    in_chinese,
    key,
    numeral,
    parse,
    parse_registration,
)

CODES = ["镇政发", "鲁政办发", "国办发明电", "财税", "自然资规", "东政字", "法"]
BRACKETS = ["〔〕", "[]", "【】", "()", "（）", "［］", "〖〗", "﹝﹞", "❲❳"]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@st.composite
def spellings(draw):
    """(number, one way to type it)."""
    number = DocumentNumber(
        draw(st.sampled_from(CODES)), draw(st.integers(1949, 2099)), draw(st.integers(1, 9999))
    )
    opening, closing = draw(st.sampled_from(BRACKETS))
    year, serial = str(number.year), str(number.serial).zfill(draw(st.integers(1, 5)))
    if draw(st.booleans()):
        year = year.translate(draw(st.sampled_from([FULL_WIDTH, CHINESE])))
    if draw(st.booleans()):
        serial = serial.translate(FULL_WIDTH)
    first, last = draw(st.sampled_from(["", "第"])), draw(st.sampled_from(["", "号"]))
    blank = draw(st.sampled_from(["", " ", "\u3000", "\u200b"]))
    return number, blank.join([number.code, opening, year, closing, first, serial, last])


@given(spellings())
def test_any_spelling_of_a_number_parses_to_the_same_number(case):
    number, typed = case
    assert parse(typed) == number
    assert key(typed) == str(number)


@given(spellings())
def test_a_number_in_brackets_of_a_sentence_is_the_same_number(case):
    number, typed = case
    assert parse(f"（{typed}）") == number


@given(st.text(max_size=60))
def test_no_text_makes_the_parser_fail(text):
    assert key(text) == "" or parse(text) is not None
    find(text)
    parse_registration(text)


@given(st.text(max_size=60))
def test_what_is_written_parses_to_itself(text):
    number = parse(text)
    assert number is None or parse(str(number)) == number


def test_the_standard_form_has_whole_year_square_brackets_and_no_zeros():
    assert str(parse("镇政发(二〇二三)第007")) == "镇政发〔2023〕7号"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "号",
        "关于做好春耕工作的通知",
        "〔2022〕3号",
        "镇政发〔22〕3号",
        "镇政发〔2022〕0号",
        "镇政发2022年3号",
        "根据镇政发〔2022〕3号",
        "第5号",
    ],
)
def test_what_is_no_whole_number_gives_nothing(text):
    assert parse(text) is None
    assert key(text) == ""


def test_words_in_front_are_not_swallowed_in_running_text():
    text = (
        "根据镇政发〔2022〕3号和《通知》（东政办发〔2021〕18号），按照县政府办公室文件东政字【2020】第1号要求"
    )
    assert [str(n) for n in find(text)] == ["镇政发〔2022〕3号", "东政办发〔2021〕18号", "东政字〔2020〕1号"]


def test_a_known_code_wins_over_the_rules():
    assert [str(n) for n in find("会上，学习和政发〔2022〕3号。", known_codes=["和政发"])] == [
        "和政发〔2022〕3号"
    ]


def test_a_code_that_cannot_be_told_from_the_sentence_is_left_out():
    assert find("各村两委干部集中学习传达讨论领会东湖〔2022〕3号") == []


def test_a_number_is_found_once_and_in_order():
    numbers = find("见镇政发〔2022〕3号。又见镇政发[2022]3号。再见镇政发〔2021〕9号。")
    assert [n.serial for n in numbers] == [3, 9]


@pytest.mark.parametrize(
    "typed, written",
    [
        ("国令第798号", "国令第798号"),
        ("国务院令第798号", "国令第798号"),
        ("中华人民共和国国务院令（第 798 号）", "国令第798号"),
        ("山东省人民政府令第三百六十号", "山东省人民政府令第360号"),
        ("财政部公告2023年第12号", "财政部公告2023年第12号"),
    ],
)
def test_orders_have_a_serial_without_a_code(typed, written):
    number = parse(typed)
    assert isinstance(number, OrderNumber)
    assert str(number) == written


def test_the_short_and_the_long_name_of_a_government_order_have_one_key():
    assert key("省政府令第360号") == key("省人民政府令第360号") == "省政府令第360号"


def test_orders_are_found_in_running_text():
    assert [str(n) for n in find("依照国务院令第798号和省政府令第360号")] == [
        "国令第798号",
        "省政府令第360号",
    ]


@pytest.mark.parametrize("typed", ["DZPR-2021-0010007", "dzpr－2021—0010007", "ＤＺＰＲ - 2021 - 0010007"])
def test_a_registration_number_has_one_form_and_keeps_its_zeros(typed):
    assert parse_registration(typed) == "DZPR-2021-0010007"


def test_a_registration_number_is_not_a_document_number():
    assert parse("DZPR-2021-0010007") is None
    assert parse_registration("镇政发〔2022〕3号") is None
    assert find_registration("登记号：DZPR-2021-0010007") == "DZPR-2021-0010007"


@given(st.integers(1, 9999))
def test_chinese_numerals_go_there_and_back(number):
    assert numeral(in_chinese(number)) == number


@pytest.mark.parametrize(
    "text, value", [("二〇二二", 2022), ("十", 10), ("一百零三", 103), ("２４", 24), ("甲", None), ("", None)]
)
def test_numerals_are_read_in_each_way_of_writing(text, value):
    assert numeral(text) == value
