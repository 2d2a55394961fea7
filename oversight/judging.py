"""What keeps an annual report from being published, and what drafter and signer should know of it besides.

条例 49, 50; 国办公开办函〔2021〕30号: six parts, sums that hold; 内容雷同、敷衍塞责 are answered for.
"""

from collections.abc import Iterator

from django.conf import settings

from core import clock
from core.models import Office
from disclosure.gate import Missing
from oversight import tables
from oversight.grids import NAMES

LENGTH = 1000  # characters of part one: 地方要求原则上不超过一千字
WRITTEN = {
    "part_one": "一、总体情况",
    "part_five": "五、存在的主要问题及改进情况",
    "part_six": "六、其他需要报告的事项",
}


def missing_from(report) -> Iterator[Missing]:
    """Each thing that is missing, with the field or the figure where it is mended."""
    cells = list(report.cells.all())
    yield from _identity(report)
    yield from _parts(report)
    yield from _figures(cells)
    yield from _sums(report, cells)
    yield from _differences(cells)


def _identity(report):
    if report.office.kind != Office.Kind.TOWN:
        yield Missing("office", "年度报告的责任机构应当是镇人民政府。")
    if report.year >= clock.today().year:
        yield Missing("year", f"{report.year}年还没有结束，不能公布当年的年度报告。")
    if report.revises_id and report.year != report.record.year:
        yield Missing("year", "更正年度报告不能改统计年度。")
    if report.attribute and report.attribute != report.Attribute.PROACTIVE:
        yield Missing("attribute", "年度报告应当主动公开（条例第四十九条）。")


def _parts(report):
    for field, heading in WRITTEN.items():
        if not getattr(report, field).strip():
            yield Missing(field, f"“{heading}”没有写。")


def _figures(cells):
    known = {one.cell for one in cells}
    for table, wanted in tables.CELLS.items():
        blank = [cell for cell in wanted if cell not in known]
        if blank:
            name = tables.TABLE_NAMES[table]
            yield Missing(NAMES[blank[0]], f"{name}还有{len(blank)}格没有填，没有的填0。")


def _sums(report, cells):
    explained = {one.cell for one in cells if one.reason}
    for problem in report.problems():
        if problem.cell not in explained:
            yield Missing(NAMES[problem.cell], problem.message)


def _differences(cells):
    for one in cells:
        if one.differs and not one.reason:
            said = f"填{tables.plain(one.value)}，系统计算是{tables.plain(one.computed)}"
            yield Missing(NAMES[one.cell], f"{one.cell}{said}，请改正或者写明原因。")


def advice_on(report) -> Iterator[str]:
    """Sentences that hold nothing back: too long, too like last year's."""
    length = len("".join(report.part_one.split()))
    if length > LENGTH:
        yield f"“一、总体情况”有{length}字，一般不超过{LENGTH}字。"
    percent, limit = report.lifted_percent(), settings.REPORT_LIFTED_PERCENT
    if percent is not None and percent > limit:
        yield f"文字有{percent}%与上年年报相同，超过{limit}%。内容雷同会被追责，请写当年的情况。"
