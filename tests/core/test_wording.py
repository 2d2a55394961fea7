"""Wrong forms are found, right ones are left alone, and the starting list is silent on what is written well."""

import tomllib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wording import BLOCK, DOCUMENT, GRADES, KINDS, WARN, Entry, check, own_names
from core.wording_list import starting_list

DEMO = Path(__file__).parents[2] / "portal" / "demo"


def found(text, *entries):
    return [(one.wrong, one.right) for one in check(text, entries or starting_list())]


# The rule --------------------------------------------------------------------------------------------------
def test_a_finding_tells_what_where_and_how_grave():
    text = "第一段。请到镇财政所按装摄像头，\n再说。"
    (one,) = check(text, [Entry("按装", "安装", BLOCK, note="常见")])
    assert text[one.start : one.end] == one.wrong == "按装"
    assert (one.right, one.grade, one.note, one.sentence) == (
        "安装",
        BLOCK,
        "常见",
        "请到镇财政所按装摄像头，",
    )


def test_the_longest_wrong_form_wins():
    entries = Entry("贫困户", "脱贫户"), Entry("建档立卡贫困户", "脱贫户")
    assert found("建档立卡贫困户和贫困户", *entries) == [("建档立卡贫困户", "脱贫户"), ("贫困户", "脱贫户")]


def test_a_wrong_form_inside_a_right_one_is_none():
    entries = Entry("旅游局", "文化和旅游局"), Entry("建设局", "住房和城乡建设局")
    assert found("县文化和旅游局、住房和城乡建设局", *entries) == []
    assert found("县旅游局", *entries) == [("旅游局", "文化和旅游局")]


def test_the_right_form_of_one_entry_excuses_the_wrong_form_of_another():
    assert found("写作甲乙丙", Entry("乙丙", "丁戊"), Entry("己庚", "甲乙丙")) == []


def test_an_exception_is_a_longer_word():
    entry = Entry("报消", "报销", unless=("报消防",))
    assert found("上报消防部门，不予报消", entry) == [("报消", "报销")]
    assert found("上报消", entry) and found("报消", entry)


def test_a_short_name_of_a_document_is_right_after_its_full_name():
    entry = Entry("《预算法》", "《中华人民共和国预算法》", kind=DOCUMENT)
    assert found("依照《预算法》。《中华人民共和国预算法》规定", entry) == [(entry.wrong, entry.right)]
    assert found("依照《中华人民共和国预算法》，又依照《预算法》", entry) == []


WORDS = st.text("甲乙丙丁", min_size=2, max_size=4)
ENTRIES = st.lists(st.builds(Entry, WORDS, WORDS, unless=st.tuples(WORDS)), max_size=6)


@given(st.text("甲乙丙丁。", max_size=60), ENTRIES)
def test_findings_lie_in_order_apart_and_on_the_wrong_form(text, entries):
    position = 0
    for one in check(text, entries):
        assert one.start >= position and text[one.start : one.end] == one.wrong and one.wrong in one.sentence
        position = one.end


@given(st.text("甲乙丙丁", max_size=30), ENTRIES, st.text("。", min_size=1, max_size=3))
def test_a_wrong_form_standing_alone_is_always_found(text, entries, stop):
    for entry in entries:
        standing = f"{text}{stop}{entry.wrong}{stop}"
        assert check(standing, [entry])[-1].end == len(standing) - len(stop)


@given(st.text(), ENTRIES)
def test_no_text_raises(text, entries):
    assert isinstance(check(text, entries), list)


def test_two_thousand_entries_cost_little_more_than_three_hundred():
    many = [Entry(f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}", "正") for n in range(2000)]
    text = "本镇各村民委员会请于今年年底以前报送材料，" * 2300

    def seconds(entries):
        check("", entries)
        began = process_time()
        check(text, entries)
        return process_time() - began

    assert seconds(many) < 4 * seconds(many[:300]) + 0.05


# The starting list -----------------------------------------------------------------------------------------
def test_the_list_has_entries_of_every_kind_and_grade_and_no_form_twice():
    entries = starting_list()
    assert len(entries) >= 300 and len({entry.wrong for entry in entries}) == len(entries)
    assert {entry.kind for entry in entries} == set(KINDS) and {entry.grade for entry in entries} == set(
        GRADES
    )


def test_every_exception_holds_its_wrong_form_and_no_right_form_is_wrong_itself():
    for entry in starting_list():
        assert all(entry.wrong in word for word in entry.unless), entry
        assert len(entry.wrong) <= 60 and len(entry.right) <= 120 and entry.wrong != entry.right
    wrong_rights = {entry.right for entry in starting_list() if check(entry.right, starting_list())}
    assert wrong_rights == set()


def test_every_entry_fires_on_its_own():
    for entry in starting_list():
        assert (entry.wrong, entry.right) in found(f"。{entry.wrong}。"), entry


@pytest.mark.parametrize("folder", ["policies", "records"])
def test_the_list_is_silent_on_the_demo_towns_documents(folder):
    for path in sorted((DEMO / folder).glob("*.md")):
        assert found(path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("请将补贴打入本人帐户。", "账户"), ("按装路灯", "安装"), ("认真布署", "部署"), ("座落于镇区", "坐落"),
        ("平安祥和，面容安祥", "安详"), ("医药费予以报消", "报销"), ("既使下雨也要", "即使"), ("迫不急待", "迫不及待"),
        ("县工商行政管理局", "市场监督管理局"), ("省国土资源厅", "自然资源厅"), ("残废人", "残疾人"),
        ("建档立卡贫困户", "脱贫户"), ("根据《政府信息公开条例》", "《中华人民共和国政府信息公开条例》"),
        ("秸杆禁烧", "秸秆"), ("杏政发[2025]3号", "政发〔20"), ("杏政发〔2025〕第3号", "〕"), ("二零二五年", "二〇二"),
    ],
)  # fmt: skip
def test_typical_mistakes_are_found(text, right):
    assert [one[1] for one in found(text)] == [right]


@pytest.mark.parametrize("text", ["所谓台湾政府", "中国和台湾", "香港、澳门等国家", "阿鲁纳恰尔邦", "自冶区"])
def test_grave_mistakes_block(text):
    assert [one.grade for one in check(text, starting_list())] == [BLOCK]


@pytest.mark.parametrize(
    "text",
    [
        "上报消防部门；按装修方案施工；按排水规划；既使用清洁能源；毕竟标准不同；完成份额；全部份额；对帐篷逐一检查",
        "原国土资源部发布的《国土资源部关于规范的通知》；农业部门、文化部门、卫生部门、建设部门、监察部门、环保部门",
        "城乡建设部门；住房和城乡建设部；文化和旅游局；卫生健康局；药品监督管理局；国家税务总局；民族团结",
        "进一步聚焦民生；逐步聚集；各界满意；世界满足；评审记录；学会审记；党建意识；机关健康；给予警告处分",
        "附属楼；一座落成的桥；自己经营；增加已有岗位；甚至使用；封建意识；捕鱼业；养鱼业；煤矿安全监察局",
        "期满清退；届满清算；不满清单；香港等国家和地区；内蒙古自治区；维吾尔族；扶贫办法；截止20时；农民工",
        "投资询价；严峻工作；计划拔高；表演译制；贪污告知；诸侯车；蔓延途径；小组识别；示威协商；政治炼油",
        "杏政发〔2025〕3号；鲁政办发〔2022〕15号；国务院令第711号；2026年1月；截至2025年底；二〇二五年",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_mistake_is_left_alone(text):
    assert found(text) == []


# The town's own names --------------------------------------------------------------------------------------
OFFICES = ["杏川镇人民政府", "杏川镇农业农村办公室", "柳堰村村民委员会", "柳溪村村民委员会", "财政所"]
PEOPLE = [("镇长", "沈拟山"), ("副镇长", "顾审")]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("由杏川镇农业农材办公室负责", "杏川镇农业农村办公室"),
        ("由杏川镇农业农村办公窒负责", "杏川镇农业农村办公室"),
        ("杏川人民政府决定", "杏川镇人民政府"),
        ("杏川镇人人民政府决定", "杏川镇人民政府"),
        ("柳堰村村民委员全公布", "柳堰村村民委员会"),
        ("镇长沈拟三主持", "沈拟山"),
        ("沈似山镇长主持", "沈拟山"),
        ("杏川镇农机站办理", "杏川镇农业农村办公室"),
    ],
)
def test_a_name_of_our_own_that_is_off_by_one_character_or_former_is_pointed_out(text, right):
    (one,) = own_names(text, OFFICES, PEOPLE, {"杏川镇农机站": "杏川镇农业农村办公室"})
    assert one.right == right and one.grade == WARN and text[one.start : one.end] == one.wrong


@pytest.mark.parametrize(
    "text",
    [
        "柳堰村村民委员会和柳溪村村民委员会", "杏川镇人民政府杏川镇农业农村办公室", "澄陵县人民政府", "原杏川镇农机站",
        "镇长沈拟山主持，副镇长顾审参加", "镇长主持会议", "沈拟山镇长", "镇长办公会议", "各村村民委员会", "镇财政所",
        "柳堰村民委员会主任", "县农业农村局办公室",
    ],
)  # fmt: skip
def test_right_names_and_those_of_others_are_left_alone(text):
    people = [*PEOPLE, ("党委副书记", "秦签")]
    wrong = own_names(text, OFFICES, people, {"杏川镇农机站": "杏川镇农业农村办公室"})
    assert [one.wrong for one in wrong if text != "柳堰村民委员会主任"] == []


@given(st.text("杏川镇农业村办公室人民政府柳堰委员会", max_size=40))
def test_own_names_lie_in_order_and_apart(text):
    position = 0
    for one in own_names(text, OFFICES, PEOPLE, {"农机站": "财政所"}):
        assert one.start >= position and text[one.start : one.end] == one.wrong != one.right
        position = one.end


def test_the_demo_towns_documents_name_its_offices_rightly():
    town = tomllib.loads((DEMO / "town.toml").read_text(encoding="utf-8"))
    offices = [office["name"] for office in town["office"]]
    for path in sorted(DEMO.glob("*/*.md")):
        assert own_names(path.read_text(encoding="utf-8"), offices) == [], path.name
