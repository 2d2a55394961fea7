"""Everything that is public, as files: for archives, for other sites, for whoever wants to check (条例 24 下载)."""

import csv
import hashlib
import json
import os
import shutil
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from core import clock, revision
from core.web import absolute, escape_cell
from disclosure import downloads
from disclosure.fees import FeeList
from disclosure.models import Attachment, Entry, Information
from disclosure.views.fees import as_dict as fee_as_dict
from oversight.models import AnnualReport
from policies.models import Interpretation, Medium, Policy
from portal.api import annual_reports, information, interpretations, policies
from questions.views.library import Library
from questions.views.library import as_dict as question_as_dict

CHUNK = 200


class Refused(Exception):
    """The folder cannot be used; the message says why."""


class Export:
    """One export into a folder; `told` is called with the number of files now and then."""

    def __init__(self, folder: Path, told=lambda done: None):
        self.folder, self.told, self.files = folder, told, []
        self.draft = folder.with_name(f".{folder.name}.{os.getpid()}")

    def run(self) -> int:
        """Write all files and the manifest; the folder appears whole or not at all. Returns the number of files."""
        if self.folder.exists() and any(self.folder.iterdir()):
            raise Refused(f"{self.folder}已有内容，请换一个空文件夹。")
        self.draft.mkdir(parents=True)
        try:
            self._write_all()
            if self.folder.exists():
                self.folder.rmdir()
            os.replace(self.draft, self.folder)
        finally:
            shutil.rmtree(self.draft, ignore_errors=True)
        return len(self.files)

    def _write_all(self):
        number = revision.current()
        self._catalogue()
        self._records(
            "information",
            Information,
            Information.objects.published().filter(kind=Information.KIND),
            information.whole,
        )
        self._records(
            "policies",
            Policy,
            Policy.objects.published(),
            lambda one: policies.whole(None, one, clock.today()),
        )
        self._records(
            "interpretations", Interpretation, Interpretation.objects.published(), interpretations.whole
        )
        self._records("annual-reports", AnnualReport, AnnualReport.objects.published(), annual_reports.whole)
        self._json(
            "fees.json", [fee_as_dict(row) for row in FeeList({}).rows], absolute(reverse("disclosure:fees"))
        )
        questions = Library({})
        self._json(
            "questions.json",
            [question_as_dict(one) for one in questions.rows(0, None)],
            absolute(reverse("questions:library")),
        )
        self._attachments()
        self._media()
        manifest = {
            "generated_at": clock.now().astimezone(clock.SHANGHAI), "revision": number, "files": self.files,
        }  # fmt: skip
        self._put("manifest.json", _json(manifest))

    def _catalogue(self):
        path = self.draft / "catalogue.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(downloads.HEADER)
            for entry in downloads.read(Entry.objects.published().newest()):
                writer.writerow([escape_cell(cell) for cell in downloads.cells(entry)])
        self._note("catalogue.csv", path.read_bytes(), absolute(reverse("disclosure:catalogue")))

    def _records(self, folder, model, records, whole):
        (self.draft / folder).mkdir()
        for record in (
            records.select_related("office", "category", "entry").order_by("pk").iterator(chunk_size=CHUNK)
        ):
            self._json(f"{folder}/{record.pk}.json", whole(record), absolute(record.get_absolute_url()))

    def _attachments(self):
        (self.draft / "attachments").mkdir()
        public = Attachment.objects.filter(information__in=Information.objects.published()).order_by("pk")
        for file in public.iterator(chunk_size=CHUNK):
            name = f"attachments/{file.pk}.{file.extension}"
            with file.file.open("rb") as source:
                self._write(name, source.read(), absolute(file.get_absolute_url()))

    def _media(self):
        """Pictures, videos, captions; a video is copied in pieces."""
        (self.draft / "media").mkdir()
        public = Medium.objects.filter(interpretation__in=Interpretation.objects.published()).order_by("pk")
        for medium in public.iterator(chunk_size=CHUNK):
            name = f"media/{medium.pk}.{medium.extension}"
            with medium.file.open("rb") as source, (self.draft / name).open("wb") as target:
                shutil.copyfileobj(source, target)
            self._told_of(name, medium.size, medium.sha256, absolute(medium.get_absolute_url()))

    def _json(self, name, data, url):
        self._write(name, _json(data), url)

    def _write(self, name, data: bytes, url):
        self._put(name, data)
        self._note(name, data, url)

    def _put(self, name, data):
        (self.draft / name).write_bytes(data)

    def _note(self, name, data, url):
        self._told_of(name, len(data), hashlib.sha256(data).hexdigest(), url)

    def _told_of(self, name, size, digest, url):
        self.files.append({"path": name, "size": size, "sha256": digest, "url": url})
        if len(self.files) % 100 == 0:
            self.told(len(self.files))


def _json(data) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()
