import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from oversight import tables


class Command(BaseCommand):
    help = "核对一份年报的勾稽关系；--previous 上年年报，另核对结转。退出状态：核对完成为0，不是年报为2。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--previous", metavar="FILE", help="上年的年报")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file, previous, json: bool, **options):
        report, before = data_of(file), data_of(previous) if previous else None
        try:
            found = tables.check(report, before)
        except tables.NotAReport as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(as_json(found) if json else as_text(found))


def data_of(path: str) -> dict:
    """What a file says, as data; exit status 2 where it cannot be read or is no JSON."""
    try:
        return tables.parse(Path(path).read_text("utf-8-sig"))
    except OSError as refusal:
        raise CommandError(f"打不开“{path}”：{refusal.strerror}", returncode=2) from None
    except UnicodeDecodeError:
        raise CommandError(f"“{path}”不是UTF-8编码的文本。", returncode=2) from None
    except tables.NotAReport as refusal:
        raise CommandError(f"“{path}”：{refusal}", returncode=2) from None


def as_json(found) -> str:
    return json.dumps({"problems": [asdict(problem) for problem in found]}, ensure_ascii=False)


def as_text(found) -> str:
    return "\n".join(problem.message for problem in found) or "勾稽关系全部成立。"
