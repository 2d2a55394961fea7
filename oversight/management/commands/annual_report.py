import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from core import clock
from oversight import sources, tables
from oversight.models import AnnualReport
from oversight.writers import town


class Command(BaseCommand):
    help = "一年的年报数据：登记里有的由系统计算，没有的取自当年的年度报告，都没有的为0；并核对勾稽关系。"

    def add_arguments(self, parser):
        parser.add_argument("year", metavar="YEAR")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, year, json: bool, **options):
        year, office = self._year(year), town()
        if office is None:
            raise CommandError("还没有建立镇政府，请先运行 setup_town。", returncode=2)
        found = figures(year)
        reported = AnnualReport.objects.published().of(year - 1).exists()
        problems = tables.problems(found, figures(year - 1) if reported else None)
        data = {"office": office.name, "year": year, **tables.write(found)}
        self.stdout.write(as_json(data, problems) if json else as_text(found, problems))

    def _year(self, text) -> int:
        if not (text.isascii() and text.isdigit() and 1900 < int(text[:9]) <= clock.today().year):
            raise CommandError(f"“{text}”不是已经开始的年度。", returncode=2)
        return int(text)


def figures(year) -> tables.Figures:
    """The year's figures: what the registers count, else what the year's report says, else nought. Last year's are made
    the same way, so that like is compared with like."""
    report = AnnualReport.objects.filter(only_year=year).first()
    known = dict.fromkeys(tables.ALL_CELLS, 0) | (report.figures if report else {})
    return known | {cell: one.value for cell, one in sources.counted(year).items()}


def as_json(data, problems) -> str:
    return json.dumps(data | {"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False)


def as_text(found, problems) -> str:
    lines = []
    for table, cells in tables.CELLS.items():
        lines.append(tables.TABLE_NAMES[table])
        lines += [
            f"  {cell.row}　{cell.column}　{tables.plain(found[cell])}" for cell in cells if found[cell]
        ]
    lines += [problem.message for problem in problems] or ["勾稽关系全部成立。"]
    return "\n".join(lines)
