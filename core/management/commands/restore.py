from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import backup


class Command(BaseCommand):
    help = (
        "从备份文件恢复数据库和上传文件，现有数据先留存为数据目录里的before-restore.zip。"
        "文件损坏、不完整或者来自更新的版本时不作任何改动。网站可以开着：恢复之后所有人须重新登录，"
        "备份之后办理的事项不再存在。"
    )
    requires_system_checks = []  # they may need what is to be restored

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--discard-present", action="store_true", help="不留存现有数据")
        parser.add_argument(
            "--accept-audit-problems", action="store_true", help="备份里的审计记录有问题也恢复"
        )

    def handle(self, *, file, discard_present, accept_audit_problems, **options):
        try:
            done = backup.restore(
                Path(file), accept_audit=accept_audit_problems, keep_before=not discard_present, say=self._say
            )
        except backup.Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        for sentence in done.unreadable:
            self.stderr.write(sentence)
        if done.unreadable:
            self.stderr.write("其余数据已恢复。有密钥备份的，请运行 backup_keys FILE --restore。")
        return f"已恢复{done.manifest['created_at']}的备份。请所有工作人员重新登录。"

    def _say(self, sentence):
        self.stderr.write(sentence, self.style.NOTICE)
