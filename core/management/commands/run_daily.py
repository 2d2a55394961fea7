import fcntl
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock, daily


class Command(BaseCommand):
    help = "每日一次的例行工作（由系统的定时任务调用），重复运行无妨；发现问题时退出状态为1。"
    requires_system_checks = []  # cleaning up is due however the portal is configured

    def handle(self, **options):
        problems = 0
        with open(Path(settings.PORTAL_DATA) / "daily.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second one waits, and then finds nothing left to do
            for name, outcome in daily.run(clock.today()):
                self.stdout.write(f"{name}：{outcome.done}")
                for sentence in outcome.problems:
                    self.stderr.write(f"{name}：{sentence}")
                problems += len(outcome.problems)
        if problems:
            raise CommandError(f"发现{problems}处问题。", returncode=1)
