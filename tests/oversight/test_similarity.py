"""How much of a text is lifted from another, whatever figures and marks were changed."""

from hypothesis import given
from hypothesis import strategies as st

from oversight.similarity import RUN, lifted_share

SENTENCE = "全年制发行政规范性文件六件，均在印发后向社会公布"


def test_the_same_words_are_lifted_whole():
    assert lifted_share(SENTENCE, SENTENCE) == 1


def test_new_figures_and_marks_do_not_make_a_sentence_new():
    assert (
        lifted_share(
            "2025年收到申请36件，全部依法按期答复完毕。", "2024年，收到申请33件；全部依法按期答复完毕！"
        )
        == 1
    )


def test_words_of_ones_own_are_not_lifted():
    assert lifted_share("村民代表逐条讨论了集市搬迁的方案", SENTENCE) == 0


def test_half_of_a_text_is_half():
    own = "村民代表逐条讨论了集市搬迁方案并且提出许多意见"
    assert 0.4 < lifted_share(SENTENCE + own, SENTENCE) < 0.6


def test_nothing_is_lifted_from_nothing():
    assert lifted_share("", SENTENCE) == lifted_share(SENTENCE, "") == 0


@given(st.text(), st.text())
def test_a_share_lies_between_nothing_and_all(text, source):
    assert 0 <= lifted_share(text, source) <= 1


@given(st.text(alphabet="镇村民政务公开", min_size=RUN), st.text(), st.text())
def test_what_is_taken_over_whole_counts_whole(text, before, after):
    assert lifted_share(text, f"{before}{text}{after}") == 1
