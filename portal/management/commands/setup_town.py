from django.core.management.base import BaseCommand

from core.actions import found_town
from disclosure.actions import plant_categories


class Command(BaseCommand):
    help = "建立空镇：镇政府、法定栏目、职责。已有的不改动。"

    def handle(self, **options):
        office, made = found_town(), plant_categories()
        return f"{office}：新建栏目{made}个。下一步：create_staff 新建第一批账号。"
