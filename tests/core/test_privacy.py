"""What is personal data in a text and what only looks like it.

All persons are invented, all numbers are computed.
"""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.privacy import CHECKS, KINDS, LABELS, WEIGHTS, is_bank_card, is_id15, is_id18, kinds, mask, scan
from tests.conftest import examples

# A busy machine makes an example slow, not wrong.
calm = settings(deadline=None)

INVISIBLE = ["\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad"]


def checked(body):
    return body + CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def luhn(body):
    return next(body + digit for digit in "0123456789" if _luhn_holds(body + digit))


def _luhn_holds(digits):
    doubled = sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (doubled + sum(int(d) for d in digits[::-2])) % 10 == 0


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


ID = checked("37082919800101123")
ID_X = next(n for n in (checked(f"37082919760512{i:03}") for i in range(200)) if n.endswith("X"))
WRONG = ID[:17] + str((int(ID[17]) + 1) % 10 if ID[17] != "X" else 0)
OLD = "370829580612123"
MOBILE = "13812345678"
CARD = luhn("621700220000123456")
CARD16 = luhn("622202160100123")
VISA = luhn("436742123456789")

FOUND = [
    ("id18", f"张三 {ID}"),
    ("id18", f"身份证号：{ID_X}"),
    ("id18", f"身份证号：{ID_X.lower()}，请核对"),
    ("id18", f"（{full_width(ID_X)}）"),
    ("id18", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
    ("id18", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}"),
    ("id18", " ".join(ID)),
    ("id18", "身 份 证 ： " + " ".join(ID)),
    ("id18", "\u200b".join(ID)),
    ("id18", f"身份证号{ID[:11]}\n{ID[11:]}"),
    ("id18", f"残疾人证 {ID}42"),
    ("id18", f"学籍号G{ID}"),
    ("id18", f"37O829{ID[6:]}"),
    ("id18", f"证书编号：{ID}"),
    ("id18", "外国人永久居留证 " + checked("91112419810803002")),
    ("id15", f"王大爷 {OLD} 优抚"),
    ("id15", f"身份证 {OLD[:6]} {OLD[6:12]} {OLD[12:]}"),
    ("id15", f"老身份证：{full_width(OLD)}"),
    ("mobile", f"联系电话：{MOBILE}"),
    ("mobile", f"张三{MOBILE}"),
    ("mobile", "+86 138-1234-5678"),
    ("mobile", "（+86）13812345678"),
    ("mobile", "008613812345678"),
    ("mobile", "手机：138 1234 5678"),
    ("mobile", "手机：138.1234.5678"),
    ("mobile", "手机：1381234 5678"),
    ("mobile", "手机：1 3 8 1 2 3 4 5 6 7 8"),
    ("mobile", "①13812345678"),
    ("mobile", "电话一三八一二三四五六七八"),
    ("mobile", "手机:138O1234567"),
    ("mobile", f"电话：0537-6251234/{MOBILE}"),
    ("mobile", f"{MOBILE}@example.com"),
    ("mobile", f"有限公司 地址：湖陵路12号 联系人 {MOBILE}"),
    ("bank_card", f"卡号：{CARD}"),
    ("bank_card", f"张三\t{CARD}\t1200.00"),
    ("bank_card", " ".join(CARD[i : i + 4] for i in range(0, 19, 4))),
    ("bank_card", f"工行 {CARD16}"),
    ("bank_card", f"信用卡{VISA}"),
    ("bank_card", "\u200b".join(CARD)),
    ("address", "家庭住址：鱼台县清河镇东村3组15号"),
    ("address", "鱼台县 清河镇 东村 3组 15号"),
    ("address", "某某村3组15号"),
    ("address", "某某村东街12号"),
    ("address", "王五\t清河镇李楼村三组十五号\t低保"),
    ("address", "张三，男，汉族，住鱼台县湖陵二路12号3单元501室"),
    ("address", "湖陵路12号3单元501室"),
    ("address", "幸福小区３号楼２单元"),
    ("address", "阳光花园3-2-501"),
    ("address", "清河新苑12#1-302"),
    ("address", "门牌号：东街12号"),
    ("address", "卫生院家属院2号楼2单元302室"),
    ("address", "清河镇民政办 困难群众 郭守田 郭庄村3组9号"),
    ("address", "住 址 ： 清 河 镇 东 村 3 组 1 5 号"),
]

SILENT = [
    "鲁政办发〔2022〕5号、鲁政办发[2022]5号、鲁政办发(2022)第5号",
    "统一社会信用代码：91370829MA3C4XYZ12",
    "统一社会信用代码 113708290043339012",
    "索引号：113708290043339/2025-01874",
    "总投资13812345678元，预算 15000000000.00",
    "金额（元）：18600000000",
    "项目编号：SDGP370829000202502000123",
    "合同编号：HT13812345678",
    "订单号：13812345678",
    "ISBN 978-7-5049-1234-5",
    "2025-01-26 08:30:00 至 20251231235959",
    "拨打12345、12315、110",
    "电话：0537-1234567、（0537）6251234、05371234567",
    "客服 400-138-1234、4001381234",
    "手机：138****1234，身份证号：3708**********1234",
    "1381234****，138xxxx1234，6217 **** **** 1234",
    "https://example.gov.cn/art/2025/art_12345_13812345678.html",
    "经度116.13812345678，纬度35.13812345678",
    "条码 6901234567892",
    "鲁ICP备13812345号-1 鲁公网安备 37082902000123号",
    "办公地址：鱼台县清河镇清河路1号",
    "清河镇人民政府 清河路1号 0537-6251234",
    "便民服务中心（清河路12号）",
    "清河派出所：清河镇清河路8号",
    "山东某某有限公司，住所地：鱼台县湖陵路12号",
    "经营者：郭建军 经营场所：清河镇郭庄村9号",
    "东村村委会：清河镇东村东街12号",
    "开标地点：济宁市任城区洸河路100号某某大厦15楼",
    "幸福小区3号楼外墙维修工程",
    "湖陵路12号线路迁改、3号机井、东村1号地块",
    "张庄村15号前完成上报",
    "东村2组40户",
    "住清河镇东村3组",
    "宗地号 370829101201JC00123",
    "370829101201001 东村第一网格",
    "营业执照注册号：370829600123456",
    "账号：370829580612345",
    "鲁H12345 鲁HD12345",
    "中国农业银行鱼台清河支行",
    f"身份证号：{WRONG}",
    "1 150 2000 3000 450",
    "2 138 1200 165600",
    "1381234567 与 138123456789",
    "",
]


@pytest.mark.parametrize(("kind", "line"), FOUND)
def test_personal_data_is_found_in_each_of_its_forms(kind, line):
    assert kinds(line) == [kind]


@pytest.mark.parametrize("line", SILENT)
def test_what_only_looks_like_personal_data_is_left_alone(line):
    assert scan(line) == []


def test_every_kind_of_a_line_is_named_once_and_in_a_fixed_order():
    line = f"1\t张建国\t{CARD}\t{MOBILE}\t{OLD}\t{ID}\t{ID}\t鱼台县清河镇东村3组15号\t500"
    assert kinds(line) == list(KINDS)
    assert set(LABELS) == set(KINDS)


def test_columns_that_lost_their_blank_are_parted():
    assert kinds(f"{ID}{MOBILE}") == ["id18", "mobile"]
    assert kinds(f"{ID}{CARD}") == ["id18", "bank_card"]


def test_numbers_of_two_cells_are_never_one():
    assert scan("138\t1234\t5678") == []
    assert scan(f"{ID[:6]}\t{ID[6:]}") == []


def test_the_nearest_of_person_and_office_tells_whose_address_it_is():
    assert kinds("清河中学学生郭某，家庭住址：郭庄村3组9号") == ["address"]
    assert kinds("郭建军 清河镇卫生室 郭庄村3组9号") == []


def test_a_home_and_an_office_in_one_line_are_told_apart():
    line = "某某有限公司，住所地湖陵路12号，法定代表人张三，住清河镇东村3组15号"
    assert [finding.text for finding in scan(line)] == ["清河镇东村3组15号"]


def test_masks_have_the_forms_that_inspections_ask_for():
    assert mask(f"手机{MOBILE}。") == "手机138****5678。"
    assert mask("手机+86 138-1234-5678。") == "手机138****5678。"
    assert mask(ID) == f"3708{'*' * 12}{ID[-2:]}"
    assert mask(OLD) == f"3708{'*' * 9}{OLD[-2:]}"
    assert mask(CARD) == "*" * 15 + CARD[-4:]
    assert mask("住址：鱼台县清河镇东村3组15号。") == "住址：鱼台县清河镇****。"
    assert mask("住某某村3组15号") == "住****"


def test_only_the_findings_given_are_masked():
    line = f"张三{MOBILE}，李四13987654321"
    assert mask(line, scan(line)[:1]) == "张三138****5678，李四13987654321"
    assert mask(line, []) == line


def test_the_span_of_a_noisy_number_covers_its_noise():
    noisy = f"{full_width(ID[:6])} \u200b{ID[6:14]}-{ID[14:]}"
    (finding,) = scan(f"证号\u200b {noisy}\u200b。")
    assert finding.text == noisy


# --- laws ----------------------------------------------------------------------------------------------

AREAS = st.sampled_from(
    ["110101", "320102", "370829", "410181", "440305", "620102", "650102", "810000", "830000"]
)
BIRTHS = st.dates().filter(lambda day: 1900 <= day.year <= 2025)
IDS = st.builds(
    lambda area, born, n: checked(f"{area}{born:%Y%m%d}{n:03}"), AREAS, BIRTHS, st.integers(0, 999)
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)
CARDS = st.builds(luhn, st.from_regex(r"62[0-9]{16}", fullmatch=True).filter(str.isascii)).filter(
    is_bank_card
)
NOISY_TEXT = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ["张三", "电话：", "\n", " ", "清河镇", "东村", "3组", "15号", "路", "编号", "元", "-", "**"]
        ),
        st.from_regex(r"[0-9 .-]{1,12}", fullmatch=True),
        IDS,
        MOBILES,
        CARDS,
    ),
    max_size=12,
).map("".join)


@st.composite
def noisy(draw, numbers):
    """A number as people write it: full-width, wrapped, with blanks or invisible characters."""
    number = draw(numbers)
    style = draw(st.sampled_from(["plain", "full", "invisible", "spaced", "cut"]))
    if style == "full":
        return full_width(number)
    if style == "invisible":
        return draw(st.sampled_from(INVISIBLE)).join(number)
    if style == "spaced":
        return " ".join(number)
    cut = draw(st.integers(1, len(number) - 1)) if style == "cut" else 0
    return number[:cut] + ("\n" if cut else "") + number[cut:]


@calm
@given(noisy(IDS), st.sampled_from(["", "身份证号：", "张三 ", "（", "1、"]))
def test_every_valid_identity_number_is_found_through_noise(number, before):
    assert "id18" in kinds(f"{before}{number}，")


@calm
@given(noisy(MOBILES), st.sampled_from(["电话：", "手机 ", "联系人张三"]))
def test_every_mobile_number_behind_its_label_is_found_through_noise(number, before):
    assert kinds(f"{before}{number}。") == ["mobile"]


@calm
@given(noisy(CARDS), st.sampled_from(["卡号：", "农行卡 ", "账号"]))
def test_every_bank_card_behind_its_label_is_found_through_noise(number, before):
    assert kinds(f"{before}{number}。") == ["bank_card"]


@calm
@given(IDS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_makes_no_identity_number(number, at, step):
    if number[at].isdigit():
        wrong = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
        assert not is_id18(wrong)


@calm
@given(NOISY_TEXT)
def test_findings_lie_in_order_apart_and_on_the_text_they_name(text):
    position = 0
    for finding in scan(text):
        assert position <= finding.start < finding.end
        assert text[finding.start : finding.end] == finding.text
        assert finding.kind in KINDS and "****" in finding.masked
        position = finding.end


@calm
@given(NOISY_TEXT)
def test_masking_leaves_nothing_to_find(text):
    assert scan(mask(text)) == []


@calm
@given(NOISY_TEXT)
def test_masking_twice_is_masking_once(text):
    assert mask(mask(text)) == mask(text)


@settings(max_examples=examples(300), deadline=None)
@given(st.text())
def test_no_text_at_all_raises(text):
    assert mask(text, scan(text)) is not None


@calm
@given(st.from_regex(r"[0-9]{18}", fullmatch=True).filter(str.isascii))
def test_eighteen_digits_by_chance_are_found_only_if_they_prove_themselves(digits):
    assert kinds(digits) in ([], ["id18"], ["bank_card"])
    assert ("id18" in kinds(digits)) == is_id18(digits)


def test_an_old_number_needs_a_day_that_existed():
    assert is_id15("370829580228123") and not is_id15("370829580230123")


# --- speed ---------------------------------------------------------------------------------------------

WORST = [
    *("1", "1 ", "13 ", "62 ", "37 08 29 ", "138-1234-", "1\n3\n", "1-1-", "1、", "4000-", "O0", "xX×"),
    *(
        "村",
        "村1号",
        "东村3组15号",
        "张三，东村3组15号 ",
        "住",
        "路12号 ",
        "一组",
        "门牌号12-3 ",
        "村 \n3 \n组 \n15 \n号",
    ),
    *(
        "http://",
        "a.cn/",
        "a-",
        "138****1234 ",
        "+86 138 1234 5678 ",
        "编号：13812345678、",
        "\u200b",
        "\n",
        "\t",
    ),
]


@pytest.mark.parametrize("piece", WORST)
def test_time_grows_with_the_length_of_the_worst_texts_and_not_with_its_square(piece):
    short, long = (piece * (length // len(piece)) for length in (2_000, 8_000))
    assert best(long) < 12 * best(short) + 0.02


def best(text):
    times = []
    for _ in range(2):
        began = process_time()
        scan(text)
        times.append(process_time() - began)
    return min(times)
