from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from disclosure import rebuilding

MOST_SENTENCES = 200


class Command(BaseCommand):
    help = "按信息重写公开目录和检索库；--check 只比较，不改动。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        self.total = rebuilding.public_records().count()
        if check:
            return self._check()
        written, dropped = rebuilding.rebuild(self._told)
        return f"写入{written}行，删除{dropped}行。"

    def _check(self):
        found, waiting = 0, Counter()
        for sentence in rebuilding.disagreements(self._told, lambda number: waiting.update(pieces=number)):
            found += 1
            if found <= MOST_SENTENCES:
                self.stderr.write(sentence)
        if found:
            raise CommandError(f"{found}处不符，请运行 rebuild_index。", returncode=1)
        wait = f"另有{waiting['pieces']}条语义向量等待生成。" if waiting["pieces"] else ""
        return f"{self.total}行全部相符。{wait}"

    def _told(self, done):
        self.stderr.write(f"{done}/{self.total}", self.style.NOTICE)
