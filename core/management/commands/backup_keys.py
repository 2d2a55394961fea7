import getpass
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.backup import archive, keyring


class Command(BaseCommand):
    help = (
        "把全部密钥用口令加密存成一个文件；--restore 取回。口令从终端输入，或者取环境变量PORTAL_PASSPHRASE。"
        "文件和口令分开保管，也不要与数据备份放在一起。"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--restore", action="store_true", help="从文件取回密钥")
        parser.add_argument(
            "--force", action="store_true", help="覆盖已有的文件，或者换掉已有的不同的密钥（原密钥另存）"
        )

    def handle(self, *, file, restore, force, **options):
        try:
            return self._restore(file, force) if restore else self._save(file, force)
        except ValueError as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        except OSError as problem:
            raise CommandError(f"{file}：{problem.strerror}", returncode=2) from None

    def _save(self, file, force):
        if file.exists() and not force:
            raise ValueError(f"{file}已经存在；要覆盖请加 --force。")
        passphrase = self._passphrase(twice=True)
        data = keyring.locked(passphrase)
        keyring.unlocked(data, passphrase)  # proof that it opens again
        _write_whole(file, data)
        if os.environ.get("PORTAL_SECRET_KEY"):
            self.stderr.write("PORTAL_SECRET_KEY来自环境变量，不在文件里，请另行保管。")
        return f"{file}：密钥{'、'.join(keyring.key_files())}，用口令加密。"

    def _restore(self, file, force):
        changed = keyring.put_back(
            keyring.unlocked(file.read_bytes(), self._passphrase(twice=False)), force=force
        )
        if not changed:
            return "密钥与文件里的相同，没有改动。"
        return f"已取回密钥{'、'.join(changed)}，请重新启动网站。"

    def _passphrase(self, twice):
        given = os.environ.get("PORTAL_PASSPHRASE")
        if given is not None:
            return given
        if not sys.stdin.isatty():
            raise ValueError("没有口令：请在终端运行，或者设置环境变量PORTAL_PASSPHRASE。")
        typed = getpass.getpass("口令：")
        if twice and getpass.getpass("再输入一次：") != typed:
            raise ValueError("两次输入的口令不同。")
        return typed


def _write_whole(file, data):
    draft = file.with_name(f".{file.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        os.replace(draft, file)
        archive.sync_folder(file.absolute().parent)
    finally:
        draft.unlink(missing_ok=True)
