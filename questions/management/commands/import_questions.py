import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.models import Office
from questions import library_file
from questions.actions import import_questions
from questions.meanings import wait_for_meanings


class Command(BaseCommand):
    help = "导入政策问答（jsonl或xlsx，列：id、question、answer、topic，可以有also_asked、cites），立即公开；同一文件再导入不变。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--office", help="责任机构的网址代码，默认镇政府")

    def handle(self, *, file, office, **options):
        chosen = (
            Office.objects.filter(slug=office) if office else Office.objects.filter(kind=Office.Kind.TOWN)
        )
        if not (responsible := chosen.first()):
            raise CommandError(
                f"没有机构“{office}”。" if office else "还没有镇政府，请先运行setup_town。", returncode=2
            )
        try:
            rows = library_file.read(file.read_bytes(), file.name)
        except (OSError, library_file.Unreadable) as error:
            raise CommandError(f"读不了{file}：{error}", returncode=2) from None
        counts = import_questions(rows, office=responsible)
        self.stdout.write(json.dumps(counts, ensure_ascii=False))
        if left := wait_for_meanings([row.id for row in rows]):
            self.stderr.write(f"还有{left}条没有生成语义，稍后自动补上。")
        if counts["errors"]:
            raise SystemExit(1)
