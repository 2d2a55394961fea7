from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import backup, revision
from core.actions import found_town
from core.models import User
from disclosure.actions import plant_categories
from portal import static_stamp
from search import index as search_index


class Command(BaseCommand):
    help = "启动前的准备：数据库迁移、静态文件、空库时的演示镇（PORTAL_DEMO=0 时为空镇）。"

    def handle(self, **options):
        self._migrate()
        self._finish_restore()
        self._collect()
        found_town()
        plant_categories()
        if settings.PORTAL_DEMO and not User.objects.exists():
            call_command("load_demo")
        if not search_index.is_current():  # another version of the program cut the words otherwise
            self.stderr.write("检索库的切词方法已经改变，正在重建……")
            call_command("rebuild_index", stdout=self.stdout, stderr=self.stderr)
        revision.resync()

    def _migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)

    def _finish_restore(self):
        """A restore that was killed half-way goes on, or back, before anybody is served."""
        try:
            backup.complete()
        except backup.Refused as refusal:
            self.stderr.write(str(refusal))

    def _collect(self):
        """Only when the sources have changed: hashing and compressing takes seconds."""
        if not static_stamp.is_current():
            call_command(collectstatic.Command(), verbosity=0, interactive=False)
            static_stamp.write()
