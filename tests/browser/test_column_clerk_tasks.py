"""What staff do for the column, each at their own desk: fees by two people, reports of readers, statements, masks."""

import pytest

from tests.browser.people import Visitor
from tests.browser.test_clerk_tasks import Clerk


@pytest.fixture
def desk(new_page, town):
    """Signs somebody in by name."""

    def open_desk(name):
        clerk = Clerk(new_page(), name, town.password)
        clerk.sign_in()
        return clerk

    return open_desk


def test_a_fee_is_entered_by_one_and_made_public_by_another(desk, page):
    drafter, signer, citizen = desk("shenzhiyan"), desk("qinyueshi"), Visitor(page)
    drafter.goto("/admin/disclosure/feeitem/add/")
    drafter.write("项目名称", "文体中心场地费")
    drafter.choose("类别", "政府定价的经营服务性收费")
    if drafter.main.get_by_label("收费单位").count():
        drafter.main.get_by_label("收费单位").select_option(index=1)
    drafter.press("保存")
    drafter.is_told("接着录入收费标准")
    drafter.main.get_by_label("自何日起执行").fill("2026-01-01")
    drafter.write("收费标准", "每场每小时20元")
    drafter.write("计费单位", "小时")
    drafter.write("缴费对象", "使用场地的单位和个人")
    drafter.write("收费依据", "澄陵县发展和改革局批复")
    drafter.press("保存")
    drafter.is_told("由签发人复核后公开")
    citizen.goto("/disclosure/fees/?q=文体中心")
    citizen.reads("没有符合条件的收费项目")
    signer.goto("/admin/")
    signer.follow("文体中心场地费")
    signer.reads("每场每小时20元")
    signer.press("复核，公开")
    signer.is_told("现在公开")
    citizen.goto("/disclosure/fees/?q=文体中心")
    citizen.reads("文体中心场地费", "每场每小时20元")


def test_a_report_of_a_reader_is_claimed_and_answered(desk):
    officer = desk("chengwangshu")
    officer.goto("/admin/disclosure/problemreport/?status__exact=new")
    officer.main.locator("#result_list tbody th a").first.click()
    officer.follow("认领")
    officer.press("认领")
    officer.follow("办结")
    officer.tick("已经改正")
    officer.write("答复", "已经核实并改正，谢谢您。")
    officer.press("办结并答复")
    officer.is_told("已办结")


def test_personal_data_is_masked_with_one_press(desk):
    drafter = desk("shenzhiyan")
    drafter.goto("/admin/disclosure/information/add/")
    drafter.write("标题", "杏川镇党政办公室值班安排")
    drafter.choose("栏目", "通知公告")
    drafter.write("内容概述", "值班人手机13800138000。")
    drafter.page.locator("input[name=_save]").click()
    drafter.follow("遮盖个人信息")
    drafter.press("遮盖个人信息")
    drafter.is_told("已遮盖")
    assert drafter.main.get_by_label("内容概述").input_value() == "值班人手机138****8000。"
