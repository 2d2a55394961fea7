from django.core.management.base import BaseCommand, CommandError
from django_otp.plugins.otp_totp.models import TOTPDevice

from core import audit
from core.models import User


class Command(BaseCommand):
    help = "清除一个账号的动态验证码，由本人登录后重新设置。"

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="用户名")

    def handle(self, *, name, **options):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"没有用户名{name}。", returncode=2)
        with audit.act("清除动态验证码", user, by=None):
            TOTPDevice.objects.filter(user=user).delete()
        return f"已清除{user}的动态验证码。"
