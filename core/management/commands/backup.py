from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import backup


class Command(BaseCommand):
    help = "备份：数据库、上传文件和清单写成一个文件，不含密钥（密钥用 backup_keys）。可以在网站运行时进行。"
    requires_system_checks = []  # a misconfigured portal must be able to save its data

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--force", action="store_true", help="覆盖已有的文件")

    def handle(self, *, file, force, **options):
        try:
            backup.complete()
            manifest = backup.make(Path(file), force=force, say=self._say)
        except backup.Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        files = sum(1 for name in manifest["members"] if not name.startswith("database/"))
        return f"{file}：{files}个上传文件，{manifest['audit']['count']}条审计记录，已核对。"

    def _say(self, sentence):
        self.stderr.write(sentence, self.style.NOTICE)
