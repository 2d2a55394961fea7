"""What people come to the column for, done by mouse, by keyboard alone, on a screen of 320 px and without JavaScript."""

import re

import pytest

from tests.browser.people import KeyboardUser
from tests.browser.test_citizen_tasks import WAYS


@pytest.fixture(params=WAYS)
def citizen(request, new_page):
    kind, window = WAYS[request.param]
    return kind(new_page(**window))


def test_find_the_window_for_what_one_wants_to_ask(citizen):
    citizen.goto("/")
    citizen.follow("找窗口和电话")
    citizen.write("想问什么事", "低保")
    citizen.press("查找")
    citizen.reads("低保", "0000-55")


def test_see_what_a_thing_costs_and_what_it_cost_before(citizen):
    citizen.goto("/")
    citizen.follow("看收费标准")
    citizen.reads("清单之外无收费", "最近一次核对")
    citizen.write("项目、标准或者依据", "墓")
    citizen.press("查找")
    citizen.follow("公益性墓地")
    citizen.reads("现在的标准", "标准的变化")


def test_find_a_record_in_the_catalogue_by_category_and_word(citizen):
    citizen.goto("/disclosure/catalogue/")
    citizen.unfold("按种类、栏目、机构、年度查找")
    citizen.choose("栏目", "社会救助")
    citizen.press("查找")
    first = int(re.search(r"共(\d+)件", citizen.main.inner_text())[1])
    citizen.write("名称、内容、索引号或者文号", "临时救助")
    citizen.press("查找")
    assert 1 <= int(re.search(r"共(\d+)件", citizen.main.inner_text())[1]) < first


def test_learn_from_the_guide_where_to_apply(citizen):
    citizen.goto("/")
    citizen.follow("公开指南")
    citizen.reads("公开工作机构", "办公地址", "联系电话", "监督和救济")
    citizen.follow("依申请公开", exact=True)
    assert "part-5" in citizen.address or "applications" in citizen.address


def test_read_last_years_report_and_the_state_of_its_checks(citizen):
    citizen.goto("/disclosure/annual-reports/")
    citizen.follow("政府信息公开工作年度报告")
    citizen.reads("一、总体情况", "六、其他需要报告的事项")
    citizen.goto("/disclosure/annual-reports/")
    citizen.follow("数据核对")
    citizen.reads("数据逐项核对", "共核对")


def test_report_a_problem_on_a_page_and_see_what_became_of_it(citizen):
    citizen.goto("/disclosure/windows/")
    citizen.follow("本页有误、过时或看不清？告诉我们")
    citizen.reads("不用登记，不留姓名")
    choose_kind(citizen)
    citizen.write("问题说明", "三号窗口的电话已经换了。")
    citizen.page.wait_for_timeout(3100)  # nobody fills in a form faster than that
    citizen.press("下一步")
    citizen.reads("三号窗口的电话已经换了。", "还没有提交")
    citizen.press("提交")
    number, code = citizen.main.locator("dl.receipt dd").all_inner_texts()
    citizen.follow("查询办理情况")
    citizen.write("回执号", number)
    citizen.write("查询码", code)
    citizen.press("查询")
    citizen.reads(number, "内容过时", "待认领")


def choose_kind(citizen):
    """By keyboard one reaches a group of choices and goes through it with the arrows."""
    radios = citizen.main.get_by_role("radio")
    if isinstance(citizen, KeyboardUser):
        citizen.reach(radios.first)
        citizen.page.keyboard.press("ArrowDown")
    else:
        citizen.activate(radios.nth(1))
    assert radios.nth(1).is_checked()


def test_what_is_left_out_is_named_at_its_field_and_the_words_are_kept(citizen):
    citizen.goto("/disclosure/problems/")
    citizen.write("问题说明", "这里不对。")
    citizen.page.wait_for_timeout(3100)
    citizen.press("下一步")
    citizen.reads("还有1处需要修改", "请选择“问题类型”")
    assert citizen.main.get_by_label("问题说明").input_value().strip() == "这里不对。"
