import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import outbox
from search.models import Undelivered
from search.outbox.delivery import Refused, Remote, deliver

SECONDS_BETWEEN = 1
PAUSE = 30


class Command(BaseCommand):
    help = "把检索库的变化送到另一检索引擎（PORTAL_SEARCH_OUTBOX）；--all 全部重送，--watch 一直运行。"

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="全部重新排队，用于新建的索引")
        parser.add_argument("--watch", action="store_true", help="送完后不退出，每秒看一次")

    def handle(self, *, all, watch, **options):
        if not settings.PORTAL_SEARCH_OUTBOX:
            raise CommandError("没有设置PORTAL_SEARCH_OUTBOX，不向别的引擎送。", returncode=2)
        remote = Remote(settings.PORTAL_SEARCH_OUTBOX)
        if all:
            self.stderr.write(f"排队{outbox.put_all()}条。")
        while watch:
            try:
                self._deliver(remote)
                time.sleep(SECONDS_BETWEEN)
            except (Refused, OSError) as error:
                self.stderr.write(f"暂时送不到：{error}")
                time.sleep(PAUSE)
        try:
            sent = self._deliver(remote)
        except (Refused, OSError) as error:
            left = Undelivered.objects.count()
            raise CommandError(f"送不到：{error}。{left}条留着，下次再送。", returncode=1) from error
        left = Undelivered.objects.count()
        return f"送到{sent}条。" + (f"{left}条被拒绝或者还没到重送的时间。" if left else "")

    def _deliver(self, remote) -> int:
        remote.create()
        return sum(deliver(remote))
