"""The copy meter: what is copied is told from what is explained, whatever was done to hide it."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as case
from hypothesis import strategies as st

from policies.copying import FIGURES, RUN, measure
from tests.conftest import examples

FACTS = tomllib.loads((Path(__file__).parent / "copying_pairs.toml").read_text("utf-8"))
DOCUMENTS = {name: facts["text"] for name, facts in FACTS["document"].items()}
PAIRS = [pytest.param(pair, id=f"{pair['document']}: {pair['why']}") for pair in FACTS["pair"]]
signs = st.sampled_from("，。、 \n　；“”（）1２九")
words = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x4E80, exclude_characters=FIGURES),
    min_size=40,
    max_size=120,
)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_labelled_pairs_stand_apart(pair):
    """With room: what is explained stays 10 points below the limit, what is copied 20 above."""
    measured = measure(pair["text"], DOCUMENTS[pair["document"]])
    limit = settings.COPY_LIMIT_PERCENT
    assert measured.percent >= limit + 20 if pair["copied"] else measured.percent <= limit - 10


def test_the_labelled_set_is_large_enough_and_of_both_kinds():
    copied = [pair for pair in FACTS["pair"] if pair["copied"]]
    assert len(FACTS["pair"]) >= 30 and 10 <= len(copied) <= len(FACTS["pair"]) - 10


@case(max_examples=examples(150))
@given(text=words)
def test_a_text_is_wholly_copied_from_itself_and_not_at_all_from_nothing(text):
    assert measure(text, f"前文。{text}后文") == measure(text, text)
    assert measure(text, text).share in (0.0, 1.0)
    assert measure(text, "").share == 0.0 and measure("", text).share == 0.0


@case(max_examples=examples(150))
@given(text=words, noise=st.lists(signs, min_size=121, max_size=121))
def test_blanks_punctuation_and_quotation_marks_without_a_source_hide_nothing(text, noise):
    hidden = "".join(
        f"{word}{sign}" if sign not in "1２九" else word for word, sign in zip(text, noise, strict=False)
    )
    assert measure(hidden, text).share == measure(text, text).share


@case(max_examples=examples(100))
@given(parts=st.lists(words, min_size=2, max_size=5), data=st.data())
def test_another_order_hides_nothing(parts, data):
    shuffled = data.draw(st.permutations(parts))
    assert measure("。".join(shuffled), "。".join(parts)).share in (0.0, 1.0)


@case(max_examples=examples(150))
@given(text=words, document=words)
def test_passages_lie_in_the_text_in_order_and_the_share_is_a_share(text, document):
    measured = measure(text, document)
    assert 0 <= measured.share <= 1
    ends = [0, *(place for passage in measured.passages for place in passage), len(text)]
    assert ends == sorted(ends) and all(start < stop for start, stop in measured.passages)


def test_passages_are_marked_where_they_stand():
    lifted = "老年人凭身份证件向户籍所在地村民委员会登记"
    text = f"办起来很简单。{lifted}。别的不用带。"
    [(start, stop)] = measure(text, DOCUMENTS["meal"]).passages
    assert text[start:stop] == lifted and len(lifted) > RUN


def test_a_quotation_is_fair_up_to_as_many_words_of_ones_own():
    quotation = "老年人凭身份证件向户籍所在地村民委员会登记"
    own = "带上身份证去村委会报个名就行，别的纸不用交。"
    fair = measure(f"第五条规定：“{quotation}”{own}", DOCUMENTS["meal"])
    assert fair.share == 0 and fair.quoted == len(quotation)
    assert measure(f"第五条规定：“{quotation}”好。", DOCUMENTS["meal"]).percent > 50


def test_a_title_and_a_number_are_names_and_no_copies():
    text = "《关于印发杏川镇老年人助餐服务管理办法的通知》已经发下去了，大家可以到村里看。"
    assert measure(text, "现将关于印发杏川镇老年人助餐服务管理办法的通知印发给你们").share == 0


LIFTED = "老年人凭身份证件向户籍所在地村民委员会登记"


@pytest.mark.parametrize(
    "filler", ["\u115f", "\u1160", "\u3164", "\uffa0", "\u200b", "\u00ad", "\ufe0f", "\U000e0061"]
)
def test_what_nobody_sees_hides_nothing(filler):
    hidden = filler.join(LIFTED[at : at + 3] for at in range(0, len(LIFTED), 3))
    assert measure(hidden, DOCUMENTS["meal"]).percent == 100


def test_a_name_in_title_marks_is_fair_and_a_text_in_them_is_not():
    document = DOCUMENTS["meal"]
    assert measure(f"按《{LIFTED[:15]}》办，带上身份证去村里登个记就行。", document).share == 0
    assert measure(f"《{document}》", document).percent == 100
    assert measure("".join(f"《{part}。》" for part in document.split("。") if part), document).percent > 90
    assert measure("，".join(f"《{LIFTED[at : at + 14]}》" for at in (0, 7)), document).percent == 100
