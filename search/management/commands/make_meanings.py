import importlib
import secrets

from django.core.management.base import BaseCommand, CommandError

from search import meaning


class Command(BaseCommand):
    help = "为等待中的语义片段生成向量；script/server 运行时会自动做，其他部署方式请每天调用。"

    def handle(self, **options):
        if not meaning.is_installed():
            raise CommandError("没有安装语义模型（requirements-meaning.txt），只按词语检索。", returncode=2)
        making = importlib.import_module("search.meaning.making")  # brings the model
        worker, made = secrets.token_hex(8), 0
        try:
            while some := making.make_some(worker):
                made += some
                self.stderr.write(f"{made}", self.style.NOTICE)
        finally:
            making.release(worker)
        left = making.waiting().count()
        return f"生成{made}条。" + (f"另有{left}条正由别的进程生成。" if left else "")
