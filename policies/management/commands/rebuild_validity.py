from django.core.management.base import BaseCommand, CommandError

from core.revision import public_write
from policies import periods
from policies.models import Policy


class Command(BaseCommand):
    help = "重新推算全部文件的有效期间；--check 只比较，不改动。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        if check:
            found = list(periods.disagreements(Policy.objects.records()))
            for sentence in found:
                self.stderr.write(sentence)
            if found:
                raise CommandError(f"{len(found)}件不符，请运行 rebuild_validity。", returncode=1)
            return "全部相符。"
        with public_write():
            written = periods.rewrite(Policy.objects.records())
        return f"写入{written}段有效期间。"
