from django.core.management.base import BaseCommand, CommandError

from core.actions import create_staff
from core.duties import Duty
from core.models import Office, User


class Command(BaseCommand):
    help = "新建工作人员账号，临时密码只显示一次。"

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="用户名")
        parser.add_argument("--duty", required=True, action="append", choices=[*Duty.values, *Duty.labels])
        parser.add_argument("--office", required=True, action="append", help="机构名称或者代码")
        parser.add_argument("--full-name", default="", help="姓名，默认同用户名")

    def handle(self, *, name, duty, office, full_name, **options):
        if User.objects.filter(username=name).exists():
            raise CommandError(f"已有用户名{name}。", returncode=2)
        duties = [next(one for one in Duty if said in (one.value, one.label)) for said in duty]
        try:
            password = create_staff(
                username=name,
                name=full_name or name,
                duties=duties,
                offices=[self._office(one) for one in office],
            )
        except ValueError as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        return f"用户名：{name}\n临时密码（只显示这一次，首次登录须修改）：{password}"

    def _office(self, name):
        found = Office.objects.filter(slug=name).first() or Office.objects.filter(name=name).first()
        if found is None:
            raise CommandError(f"没有这个机构：{name}", returncode=2)
        return found
