"""Understanding a rule: asked in everyday words, explained, and asked of the office where nothing answers."""

import pytest

from tests.browser.test_citizen_tasks import WAYS
from tests.browser.test_decision_tasks import send, track


@pytest.fixture(params=WAYS)
def citizen(request, new_page):
    kind, window = WAYS[request.param]
    return kind(new_page(**window))


def test_ask_in_everyday_words_and_read_what_it_rests_on(citizen):
    citizen.goto("/")
    citizen.follow("用平常的话问政策")
    citizen.write("您想问什么", "高龄津贴多少岁可以领")
    citizen.press("提问")
    citizen.reads("高龄津贴")
    citizen.follow("高龄津贴")
    citizen.reads("依据")


def test_ask_the_office_what_nothing_answers_and_follow_it(citizen):
    citizen.goto("/policies/ask/?q=黑洞撞击恒星")
    citizen.reads("没有找到", "12345")
    citizen.follow("带着这个问题去留言咨询")
    assert citizen.main.get_by_label("咨询内容").input_value().startswith("黑洞撞击恒星")
    number, code = send(citizen)
    track(citizen, "查询办理情况", number, code)
    citizen.reads(number, "黑洞撞击恒星")


def test_read_an_interpretation_beside_its_document(citizen):
    citizen.goto("/")
    citizen.follow("看政策解读")
    citizen.follow("轮椅、助听器、护理床，镇里怎么补")
    citizen.reads("为什么出台", "谁来解答")
    citizen.follow("第十一条")
    citizen.reads("第十一条", "解读")
