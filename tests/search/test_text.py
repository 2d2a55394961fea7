"""Every token of a passage is a token of every text that holds the passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import text

CHINESE = st.sampled_from(
    "村民委员会应当在公开栏公布养老服务补贴情况听取意见临时救助办法实施细则中华人民共和国行政机关工作"
)
ANY = st.one_of(
    CHINESE,
    st.sampled_from("abcxyzABC0123456789２０２４①ﬁßİΣς㎡，。、（）《》 　\n\t-_〇々"),
    st.characters(codec="utf-8"),
)
TEXTS = st.text(ANY, max_size=80)


@given(TEXTS, st.data())
def test_what_a_passage_asks_for_is_in_every_text_that_holds_it(body, data):
    normal = text.normalise(body)
    start = data.draw(st.integers(0, len(normal)))
    passage = normal[start : start + data.draw(st.integers(1, 40))]
    assert set(text.asked(passage)) <= text.tokens(body)


@given(TEXTS)
def test_the_normal_form_is_its_own_normal_form(body):
    normal = text.normalise(body)
    assert text.normalise(normal) == normal


@given(TEXTS, st.integers(0, 79), st.integers(1, 40))
def test_a_passage_as_it_was_written_finds_its_text(body, start, length):
    passage = body[start : start + length]
    if text.normalise(passage) in text.normalise(body):  # no sign that joins others was cut in two
        assert set(text.asked(passage)) <= text.tokens(body)


@given(st.text(ANY, max_size=300))
def test_a_query_is_asked_with_few_tokens(query):
    asked = text.asked(query)
    assert len(asked) <= text.MOST_ASKED and all(asked)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("（ＡＢＣ）２０２４年", "abc2024年"),
        ("养老 服务，\u3000补贴", "养老服务补贴"),
        ("一、\n\n二、\r\n——", "一\n二"),
        ("㎡①", "m21"),
        ("", ""),
    ],
)
def test_width_case_blanks_and_signs_do_not_count_and_lines_do(written, normal):
    assert text.normalise(written) == normal


def test_blanks_and_signs_part_the_words_of_a_query():
    assert text.words("养老，服务 养老　2024") == ["养老", "服务", "2024"]
    assert text.words(" ？ ") == []


def test_long_words_are_asked_for_and_what_they_hold_is_not_asked_again():
    assert text.asked("委员会") == ["委员会"]
    assert text.asked("2024") == ["2024"]
    assert text.asked("养") == ["养"]
    assert set(text.asked("柳堰村")) == {"柳堰", "堰村"}


def test_letters_under_a_hundred_thousand_marks_are_read_at_once():
    assert text.normalise("a" + "\u0301\u0316" * 100_000 + "养老").endswith("养老")
    assert text.normalise("e\u0301") == text.normalise("é")
