import json
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.models import Office
from disclosure.models import Category
from policies.actions import import_document, publish_migrated

EXTENSIONS = {".txt", ".docx", ".html", ".htm"}
DATES = ("written_on", "published_on", "effective_on", "expires_on")


class Command(BaseCommand):
    help = "从txt、docx、html文件或者文件夹导入政策文件，每个文件输出一行JSON。"

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="只解析，不保存")
        parser.add_argument("--publish", action="store_true", help="作为历史文件发布")
        parser.add_argument("--json", action="store_true", help="只输出JSON行，不显示进度")
        parser.add_argument("--office", help="责任机构的名称或者代码，默认镇政府")
        parser.add_argument("--category", default="normative", help="栏目代码，默认规范性文件")
        parser.add_argument("--reason", default="历史文件", help="迁移发布的理由")

    def handle(self, *, paths, dry_run, publish, office, category, reason, **options):
        self.office, self.category = self._office(office), self._category(category)
        self.dry_run, self.publish, self.reason = dry_run, publish, reason
        files = list(self._files(paths))
        failed = 0
        for number, path in enumerate(files, start=1):
            line = self._bring_in(path)
            failed += line["error"] is not None
            self.stdout.write(json.dumps(line, ensure_ascii=False, default=str))
            if not options["json"]:
                self._progress(number, len(files), failed)
        if failed:
            sys.exit(1)

    def _office(self, name):
        offices = Office.objects.all()
        found = offices.filter(kind=Office.Kind.TOWN).first() if name is None else None
        found = found or offices.filter(slug=name or "").first() or offices.filter(name=name or "").first()
        if found is None:
            raise CommandError(f"没有这个机构：{name or '（镇政府，请先运行 setup_town）'}", returncode=2)
        return found

    def _category(self, slug):
        found = Category.objects.filter(slug=slug).first() or Category.objects.filter(name=slug).first()
        if found is None:
            raise CommandError(f"没有这个栏目：{slug}", returncode=2)
        return found

    def _files(self, paths):
        for path in map(Path, paths):
            if path.is_dir():
                yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in EXTENSIONS)
            elif path.exists():
                yield path
            else:
                raise CommandError(f"没有这个文件或者文件夹：{path}", returncode=2)

    def _bring_in(self, path):
        """One file in a transaction of its own: killed half-way, what was acknowledged stays, nothing is half stored."""
        try:
            data = path.read_bytes()
        except OSError as unreadable:
            return line_of(path.name, error=f"读不了文件：{unreadable.strerror}")
        with transaction.atomic():
            answer = import_document(
                data, path.name, office=self.office, category=self.category, dry_run=self.dry_run
            )
        if answer.error is None and self.publish and not self.dry_run and _waits(answer):
            answer.error = self._publish(answer.policy)
        return line_of(path.name, answer)

    def _publish(self, policy):
        try:
            publish_migrated(policy, reason=self.reason)
        except ValidationError as refusal:
            return f"没有发布，保留为草稿：{'；'.join(refusal.messages)}"
        return None

    def _progress(self, number, total, failed):
        if number == total or number % 10 == 0:
            self.stderr.write(f"{number}/{total}，失败{failed}")


def _waits(answer) -> bool:
    """New, or left as a draft by an earlier run that was cut short or refused; never a draft of a person's."""
    return not answer.existed or (answer.policy.is_editable and answer.policy.drafted_by_id is None)


def line_of(name, answer=None, error=None) -> dict:
    """The JSON line of one file; every key is always there."""
    read = answer.reading if answer else None
    policy = answer.policy if answer else None
    line = {"file": name, "id": policy.pk if policy else None, "title": read.title if read else None}
    line |= {"document_number": read.document_number if read else None}
    line |= {"issuer": ("、".join(read.issuers) or None) if read else None}
    line |= {day: getattr(read, day).isoformat() if read and getattr(read, day) else None for day in DATES}
    line |= {"attribute": read.attribute if read else None, "clauses": read.clauses if read else []}
    return line | {"warnings": answer.warnings if answer else [], "error": answer.error if answer else error}
