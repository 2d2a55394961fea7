import secrets
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.actions import found_town
from core.models import User
from core.revision import public_write
from disclosure.actions import plant_categories
from disclosure.models import Information
from portal.demo.many import load_many
from portal.demo.town import Loader


class Command(BaseCommand):
    help = "演示镇；--documents N 另加N份文件供压力测试。"

    def add_arguments(self, parser):
        parser.add_argument("--documents", type=int, default=0, metavar="N")

    def handle(self, *, documents, **options):
        empty = not User.objects.exists() and not Information.objects.exists()
        if not documents and not empty:
            raise CommandError("数据库里已有账号或者信息，演示镇只能装入空库。", returncode=2)
        if empty and (not documents or settings.PORTAL_DEMO):
            self._load_town()
        if documents:
            self._load_many(documents)

    def _load_town(self):
        if settings.PUBLIC_HOST:
            raise CommandError("设置了公开域名（PORTAL_HOSTS），不能装入演示账号。", returncode=2)
        password = f"Xc-{secrets.token_urlsafe(9)}"
        started = time.monotonic()
        with transaction.atomic():
            loader = Loader(password, lambda sentence: self.stderr.write(sentence))
            loader.load()
        self.stdout.write(
            f"演示镇已装入（{time.monotonic() - started:.0f}秒）。演示账号，密码都是：{password}"
        )
        for user in loader.staff:
            duties = "、".join(user.groups.values_list("name", flat=True))
            served = [office.short_name for office in user.offices.all()]
            offices = served[0] + (f"等{len(served)}个" if len(served) > 1 else "") if served else ""
            self.stdout.write(f"  {user.username:<16}{user.name}　{duties}（{offices}）")

    def _load_many(self, number):
        started = time.monotonic()
        found_town()
        plant_categories()
        with public_write():
            load_many(number)
        seconds = time.monotonic() - started
        self.stdout.write(f"另加{number}份文件，{seconds:.1f}秒，每秒{number / seconds:.0f}份。")
