"""Having a say in a decision, by mouse, by keyboard alone, at 320 px and without JavaScript; and what staff do with it."""

import secrets

import pytest

from tests.browser.people import KeyboardUser
from tests.browser.test_citizen_tasks import WAYS
from tests.browser.test_column_clerk_tasks import desk  # noqa: F401 a fixture

SECONDS_TO_FILL = 3100  # milliseconds; nobody fills in a form faster than that


@pytest.fixture(params=WAYS)
def citizen(request, new_page):
    kind, window = WAYS[request.param]
    return kind(new_page(**window))


def send(citizen):
    citizen.page.wait_for_timeout(SECONDS_TO_FILL)
    citizen.press("下一步")
    citizen.reads("还没有提交")
    citizen.press("提交")
    return citizen.main.locator("dl.receipt dd").all_inner_texts()


def track(citizen, link, number, code):
    citizen.follow(link)
    citizen.write("回执号", number)
    citizen.write("查询码", code)
    citizen.press("查询")


def test_say_something_on_one_clause_with_a_file_and_follow_it(citizen, tmp_path):
    citizen.goto("/decisions/")
    citizen.follow("农村道路养护管理办法（草案）")
    citizen.follow("对第六条提意见")
    citizen.reads("路面坑槽三日内修补")
    citizen.write("您的意见", "下雨天三日修不好，请写明怎么办。")
    photo = tmp_path / "路况.txt"
    photo.write_text("第三村民组门前", encoding="utf-8")
    citizen.main.get_by_label("附件").set_input_files(photo)
    number, code = send(citizen)
    track(citizen, "查询办理情况", number, code)
    citizen.reads("正在研究", "第六条", "下雨天三日修不好", "路况.txt")


def test_ask_for_a_seat_in_the_meeting_that_decides(citizen):
    citizen.goto("/decisions/")
    citizen.follow("我要报名")
    choose_first(citizen)
    citizen.write("姓名", "柳大山")
    citizen.write("联系电话", f"0000-{secrets.randbelow(10**7):07}")
    citizen.write("所在村（社区）或者单位", "柳堰村")
    number, code = send(citizen)
    track(citizen, "查询办理情况", number, code)
    citizen.reads("等待确定名单", "群众代表")


def choose_first(citizen):
    radios = citizen.main.get_by_role("radio")
    if isinstance(citizen, KeyboardUser):
        citizen.reach(radios.first)
        citizen.page.keyboard.press("Space")
    else:
        citizen.activate(radios.first)
    assert radios.first.is_checked()


def test_read_in_one_page_what_was_planned_said_changed_and_why(citizen):
    citizen.goto("/decisions/")
    citizen.follow("困难家庭学生助学办法修订（草案）")
    citizen.follow("看采纳情况")
    citizen.reads("不予采纳", "未成年人个人信息受法律保护")
    citizen.goto("/decisions/")
    citizen.main.get_by_role("link", name="年度重大行政决策事项目录").first.wait_for()
    citizen.follow("年度重大行政决策事项目录")
    citizen.follow("困难家庭学生助学办法修订", exact=True)
    citizen.reads("取消困难证明", "已写入第五条", "列席会议", "人入选", "不适用的程序")
    citizen.follow("逐条对照各稿和决定")
    citizen.reads("新增的字", "第七条")


def test_staff_answer_many_opinions_at_once_and_see_who_sent_one_only_on_demand(desk, page):  # noqa: F811
    drafter = desk("baiyanqiu")
    drafter.goto("/admin/decisions/consultation/")
    drafter.follow("农村道路养护管理办法（草案）")
    drafter.follow("处理意见")
    drafter.main.get_by_role("checkbox").first.check()
    drafter.write("意见归纳", "坑槽修补的时限")
    drafter.tick("部分采纳")
    drafter.press("答复")
    drafter.reads("必须写明理由")
    drafter.write("理由", "雨雪天气顺延，先设警示。")
    drafter.press("答复")
    drafter.is_told("已答复")
