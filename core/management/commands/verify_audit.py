import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import audit
from core.models import AuditEntry


class Command(BaseCommand):
    help = "核验审计记录链：内容被改、末尾被截、整体被改写，都能发现。"

    def add_arguments(self, parser):
        parser.add_argument("--head", help="另存的链头文件（例如备份里的），默认用数据目录里的")

    def handle(self, *, head, **options):
        witness = json.loads(Path(head).read_text()) if head else None
        found = audit.problems(witness)
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"审计记录有{len(found)}处问题。", returncode=1)
        return f"{AuditEntry.objects.count()}条审计记录完整。"
