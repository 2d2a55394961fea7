"""A quote shows the text as it was written, with what was asked for marked."""

import pytest

from search.quotes import BEFORE, LENGTH, Marker, quotes
from tests.search.conftest import entry


def marked(query, text):
    return [piece.text for piece in Marker(query).quote(text) if piece.marked]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("养老服务", "关于养老服务的事，养老 服务", ["养老服务", "养老 服务"]),
        ("2024 abc", "２０２４年ABC", ["２０２４", "ABC"]),
        ("补贴，养老", "养老补贴", ["养老", "补贴"]),
        ("养老服务补", "只有服务", ["服务"]),
        ("没有", "别的", []),
        ("?", "问？", []),
        ("a.c", "abc a.c", ["a", "c", "a", "c"]),
    ],
)
def test_words_are_marked_as_they_were_written(query, text, found):
    assert marked(query, text) == found


def test_a_quote_is_a_piece_of_the_text_around_the_first_find():
    text = "前" * 500 + "养老" + "后" * 500
    pieces = Marker("养老").quote(text)
    said = "".join(piece.text for piece in pieces)
    assert said.startswith("…" + "前" * BEFORE + "养老后") and said.endswith("…") and len(said) == LENGTH + 2
    assert said.strip("…") in text


def test_a_text_without_the_words_is_quoted_from_its_beginning():
    assert "".join(piece.text for piece in Marker("没有").quote("短文")) == "短文"
    assert Marker("没有").quote("") == []


def test_a_title_is_shown_whole():
    assert [(p.text, p.marked) for p in Marker("集市").pieces("关于集市")] == [
        ("关于", False),
        ("集市", True),
    ]


def test_the_quotes_of_a_page_take_one_query(keep, django_assert_num_queries):
    keep(entry(1, "一", "甲集市"), entry(2, "二", "乙"))
    with django_assert_num_queries(1):
        found = quotes("集市", [1, 2])
    assert {number: len(pieces) for number, pieces in found.items()} == {1: 2, 2: 1}


def test_thousands_of_blanks_between_two_words_are_read_at_once():
    text = "养" + "\u00a0" * 50_000 + "x老 养老服务"
    assert any(piece.marked and piece.text == "养老" for piece in Marker("养老").quote(text[-40:]))
    assert Marker("养老").quote(text)
