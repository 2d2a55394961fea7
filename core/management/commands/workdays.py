from datetime import date

from django.core.management.base import BaseCommand, CommandError

from core import calendar, workdays


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"日期应当写成2026-01-31的形式，不是{text}", returncode=2) from None


class Command(BaseCommand):
    help = "工作日计算：add 日期 天数 → 之后第几个工作日；count 日期 日期 → 之间有多少个工作日。"

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["add", "count"])
        parser.add_argument("start", metavar="DATE")
        parser.add_argument("other", metavar="N|DATE")
        parser.add_argument("--explain", action="store_true", help="逐日说明")
        parser.add_argument("--provisional", action="store_true", help="没有日历的年度只按周末推算")

    def handle(self, *, verb, start, other, explain, provisional, **options):
        known, start = calendar.current(), day(start)
        try:
            if verb == "add":
                end = known.add(start, self._number(other), provisional=provisional).end
                answer = end.isoformat()
            else:
                end = day(other)
                answer = str(known.count(start, end, provisional=provisional))
            if explain:
                for line in known.explain(start, end, provisional=provisional):
                    self.stdout.write("\t".join("" if cell is None else str(cell) for cell in line))
        except workdays.UnknownYear as unknown:
            raise CommandError(
                f"没有{unknown.year}年的节假日安排，请先录入通知，或者加 --provisional。", returncode=2
            ) from None
        except (ValueError, OverflowError) as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(answer)

    def _number(self, text):
        try:
            return int(text)
        except ValueError:
            raise CommandError(f"天数应当是整数，不是{text}", returncode=2) from None
