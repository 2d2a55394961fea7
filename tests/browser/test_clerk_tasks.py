"""A notice's whole life, each step at its own desk: from a Word file to the site, corrected, and taken down.

Every person has a window of their own; the citizen's has no session and sees each change with the next request.
"""

import io

import openpyxl
import pytest
from docx import Document

from tests.browser.people import Visitor

TITLE = "杏川镇党政办公室关于开展农机检修便民服务的通知"
SECOND_ARTICLE = "二、检修点设在镇便民服务大厅南侧，不收费。"
CORRECTED = "二、检修点设在镇农技站院内，不收费。"


class Clerk(Visitor):
    """Somebody who signs in; `work` is the list of what waits."""

    def __init__(self, page, name, password):
        super().__init__(page)
        self.name, self.password = name, password

    def sign_in(self):
        self.goto("/admin/")
        self.write("用户名", self.name)
        self.page.get_by_label("密码", exact=True).fill(self.password)
        self.press("登录")
        self.reads("您的职责", within=self.page.locator("body"))

    def take_up(self, title):
        """Opens a piece of work from the list."""
        self.goto("/admin/")
        self.follow(title)

    def tick(self, label, kind="radio", within=None):
        (within or self.main).get_by_role(kind, name=label, exact=True).check()

    def is_told(self, words):
        self.reads(words, within=self.page.locator("body"))

    def submit_for_review(self):
        self.press("保存并送审")
        self.press("送审")
        self.is_told("已送审")


@pytest.fixture
def staff(new_page, town):
    """The demo town's people at their desks, by duty."""
    people = {"drafter": "shenzhiyan", "reviewer": "guhuaichuan", "signer": "qinyueshi"}
    desks = {duty: Clerk(new_page(), name, town.password) for duty, name in people.items()}
    for clerk in desks.values():
        clerk.sign_in()
    return desks


@pytest.fixture
def citizen(page):
    return Visitor(page)


def notice():
    """A Word file as an office writes it."""
    document, file = Document(), io.BytesIO()
    for line in (
        TITLE,
        "各村民委员会：",
        "为方便群众春耕，现将农机检修便民服务有关事项通知如下：",
        "一、检修时间为每周三上午。",
        SECOND_ARTICLE,
        "杏川镇党政办公室",
        "2026年3月2日",
    ):
        document.add_paragraph(line)
    document.save(file)
    return {"name": "检修通知.docx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


def timetable():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["日期", "地点"])
    book.save(file)
    return {"name": "检修安排表.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


def test_a_notice_from_word_file_to_withdrawal(staff, citizen):
    drafter, reviewer, signer = staff["drafter"], staff["reviewer"], staff["signer"]
    assert "没有找到" in searched(citizen)

    bring_in(drafter)
    complete(drafter)
    drafter.submit_for_review()
    pass_on(reviewer, signer)
    citizen.page.reload()
    citizen.follow(TITLE)
    citizen.reads(TITLE, SECOND_ARTICLE, "检修安排表")
    address = citizen.address

    correct(drafter, address)
    drafter.submit_for_review()
    citizen.page.reload()
    citizen.reads(SECOND_ARTICLE)  # until it is published, the public page stays
    pass_on(reviewer, signer)
    citizen.page.reload()
    citizen.reads(CORRECTED, "本页更正1次")

    withdraw(signer, address)
    assert citizen.page.reload().status == 410
    citizen.reads("已撤下", "发布有误")
    assert "没有找到" in searched(citizen)


def searched(citizen):
    citizen.goto(f"/search/?q={TITLE}")
    return citizen.main.inner_text()


def bring_in(drafter):
    drafter.goto("/admin/")
    drafter.follow("从Word导入")
    drafter.main.get_by_label("文件", exact=True).set_input_files(notice())
    drafter.press("导入")
    drafter.is_told(f"已导入《{TITLE}》")


def complete(drafter):
    """What the file does not say: column, attribute, scope, why there is no interpretation; and a file with it."""
    drafter.reads("还缺")
    drafter.main.get_by_label("栏目", exact=True).select_option(label="通知公告")
    drafter.tick("主动公开")
    drafter.tick("本网站，面向社会")
    drafter.main.get_by_label("不同步解读").select_option(label="解读材料另行发布（三个工作日内）")
    drafter.main.get_by_label("原因说明").fill("检修日期刚定下来，图解正在制作。")
    drafter.main.get_by_label("文件", exact=True).first.set_input_files(timetable())


def pass_on(reviewer, signer):
    """Reviewed and signed by two other people, then published at once."""
    reviewer.take_up(TITLE)
    reviewer.follow("保密审查")
    for box in reviewer.main.get_by_role("checkbox").all():
        box.check()
    reviewer.tick("可以公开")
    reviewer.press("提交审查结论")
    reviewer.is_told("已通过保密审查")
    signer.take_up(TITLE)
    signer.follow("签发")
    signer.tick("立即发布")
    signer.press("签发")
    signer.is_told("已签发并发布")


def correct(drafter, address):
    open_record(drafter, address)
    drafter.follow("更正已公开内容")
    drafter.press("开始修改")
    drafter.main.get_by_role("textbox", name="更正说明").fill("检修点的位置写错了，已改正。")
    replace_in_editor(drafter, SECOND_ARTICLE, CORRECTED)


def withdraw(signer, address):
    open_record(signer, address)
    signer.follow("撤下")
    signer.tick("发布有误")
    signer.main.get_by_role("textbox", name="原因").fill("内容与镇政府的安排不一致。")
    signer.press("撤下")
    signer.is_told("已撤下")


def open_record(clerk, address):
    """From the list of documents, as staff find what is long published."""
    clerk.goto("/admin/policies/policy/")
    clerk.write("查找", TITLE)
    clerk.press("查找")
    clerk.follow(TITLE)
    assert clerk.page.get_by_role("link", name="看公开页面").evaluate("link => link.href") == address


def replace_in_editor(clerk, old, new):
    """Types the sentence anew in the rich-text editor: its paragraph is selected by a triple click."""
    text = clerk.main.frame_locator("iframe.cke_wysiwyg_frame").first
    text.get_by_text(old).click(click_count=3)
    clerk.page.keyboard.type(new)
