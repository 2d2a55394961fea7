import json
import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import privacy, scanning


class Command(BaseCommand):
    help = (
        "扫描文件里的个人信息（身份证号、手机号码、银行卡号、家庭住址）：文本、docx、xlsx、csv、pdf。"
        "--lines 把文本文件的每一行当作一件，每行输出一条 JSON，没有发现的也输出。"
    )
    requires_system_checks = []  # reads files, asks no database

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--lines", action="store_true", help="逐行扫描文本文件，每行一条 {line, kinds}")
        parser.add_argument("--json", action="store_true", help="每处一条 JSON：{file, where, kind, masked}")

    def handle(self, *, files, lines, json, **options):
        failed = 0
        for name in files:
            try:
                data = Path(name).read_bytes()
                rows = _by_line(data, name, len(files) > 1) if lines else _by_place(data, name)
            except (scanning.Unscannable, OSError) as error:
                self.stderr.write(f"{name}：{_reason(error)}")
                failed += 1
                continue
            for row in rows:
                self.stdout.write(_written(row, lines or json))
        if failed:
            raise CommandError(f"{failed}个文件没有扫描。", returncode=2 if failed == len(files) else 1)


def _by_place(data, name):
    return [
        {"file": name, "where": found.where, "kind": found.kind, "masked": found.masked}
        for found in scanning.scan_file(data, name)
    ]


def _by_line(data, name, several):
    """Each line by itself, as programs count lines: a break ends one, and nothing else does."""
    if data.startswith((b"PK", b"%PDF-")):
        raise scanning.Unscannable("--lines 只用于文本文件")
    lines = re.sub(r"\r\n?", "\n", scanning.decode(data)).split("\n")
    if lines[-1] == "":
        lines.pop()
    of = {"file": name} if several else {}
    return [of | {"line": at, "kinds": privacy.kinds(line)} for at, line in enumerate(lines, 1)]


def _reason(error):
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _written(row, as_json):
    if as_json:
        return json.dumps(row, ensure_ascii=False)
    return f"{row['file']}\t{row['where']}\t{privacy.LABELS[row['kind']]}\t{row['masked']}"
