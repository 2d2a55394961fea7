import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.export import Export, Refused


class Command(BaseCommand):
    help = "Write everything that is public into a folder, with a manifest of hashes."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def handle(self, *args, folder, **options):
        export = Export(folder.resolve(), told=self._tell)
        try:
            written = export.run()
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(f"已导出{written}个文件，清单见{folder}/manifest.json。")

    def _tell(self, done):
        self.stderr.write(f"{done}个文件", ending="\r" if sys.stderr.isatty() else "\n")
