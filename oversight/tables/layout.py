"""Tables 二, 三 and 四 of the national layout (国办公开办函〔2021〕30号), as data; every name is verbatim."""

from decimal import Decimal
from typing import NamedTuple

TABLE2, TABLE3, TABLE4 = "table2", "table3", "table4"
TABLE_NAMES = {TABLE2: "表二", TABLE3: "表三", TABLE4: "表四"}


class Cell(NamedTuple):
    """One figure of a report, by the names that the report itself uses."""

    table: str
    row: str
    column: str

    def __str__(self):
        return f"{TABLE_NAMES[self.table]}“{self.row}”“{self.column}”"


Figures = dict[Cell, int | Decimal]
TOTAL = "总计"

# 表二: what was made public of one's own motion -------------------------------------------------------------
RULES, NORMATIVE = "规章", "行政规范性文件"
MADE, ENDED, IN_FORCE = "本年制发件数", "本年废止件数", "现行有效件数"
DECISIONS, AMOUNT = "本年处理决定数量", "本年收费金额（单位：万元）"
FEES = "行政事业性收费"
# (item of article 20, rows, columns)
TABLE2_ITEMS = (
    ("第二十条第（一）项", (RULES, NORMATIVE), (MADE, ENDED, IN_FORCE)),
    ("第二十条第（五）项", ("行政许可",), (DECISIONS,)),
    ("第二十条第（六）项", ("行政处罚", "行政强制"), (DECISIONS,)),
    ("第二十条第（八）项", (FEES,), (AMOUNT,)),
)

# 表三: applications ------------------------------------------------------------------------------------------
PERSON = "自然人"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
APPLICANTS = (PERSON, *ORGANISATIONS)
TABLE3_COLUMNS = (*APPLICANTS, TOTAL)
NEW = "一、本年新收政府信息公开申请数量"
CARRIED = "二、上年结转政府信息公开申请数量"
OUTCOME = "三、本年度办理结果"
OPEN = "四、结转下年度继续办理"
ALL_RESULTS = "（七）总计"
# (group, its rows; a group without rows is one itself)
RESULTS = (
    ("（一）予以公开", ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    ("（三）不予公开", (
        "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
        "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
    )),
    ("（四）无法提供", (
        "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确",
    )),
    ("（五）不予处理", (
        "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
        "5.要求行政机关确认或重新出具已获取信息",
    )),
    ("（六）其他处理", (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
    )),
)  # fmt: skip


def result_rows(group: str, leaves: tuple) -> tuple[str, ...]:
    """The names by which a report calls the rows of a group."""
    return tuple(f"{group}/{leaf}" for leaf in leaves) or (group,)


RESULT_ROWS = tuple(row for group, leaves in RESULTS for row in result_rows(group, leaves))
TABLE3_ROWS = (NEW, CARRIED, *RESULT_ROWS, ALL_RESULTS, OPEN)
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

# 表四: reconsiderations and lawsuits -------------------------------------------------------------------------
RECONSIDERED = "行政复议"
LAWSUITS = ("未经复议直接起诉", "复议后起诉")
TABLE4_ROWS = (RECONSIDERED, *LAWSUITS)
ENDS = ("结果维持", "结果纠正", "其他结果", "尚未审结")
TABLE4_COLUMNS = (*ENDS, TOTAL)

CELLS = {
    TABLE2: tuple(
        Cell(TABLE2, row, column) for _, rows, columns in TABLE2_ITEMS for row in rows for column in columns
    ),
    TABLE3: tuple(Cell(TABLE3, row, column) for row in TABLE3_ROWS for column in TABLE3_COLUMNS),
    TABLE4: tuple(Cell(TABLE4, row, column) for row in TABLE4_ROWS for column in TABLE4_COLUMNS),
}
ALL_CELLS = (*CELLS[TABLE2], *CELLS[TABLE3], *CELLS[TABLE4])
FEE = Cell(TABLE2, FEES, AMOUNT)

# The six parts, by their titles in the layout.
PARTS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
