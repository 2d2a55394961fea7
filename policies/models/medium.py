import hashlib
import secrets
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.urls import reverse

from core import clock, media, uploads
from core.lazy import lazy
from policies.models.interpretation import Interpretation

pictures = lazy("core.pictures")  # its library: 4 MB that no page needs
MP4 = uploads.Kind("mp4", "视频", "video/mp4")
VTT = uploads.Kind("vtt", "字幕", "text/vtt; charset=utf-8")
CHUNK = 1 << 20
LARGEST_CAPTIONS = 1 << 20


def random_path(medium, name):
    """Where a file is kept: says nothing of its name, cannot be guessed."""
    return f"{clock.today():%Y/%m}/{secrets.token_hex(16)}.{medium.extension}"


class Medium(models.Model):
    """A picture, a video or its captions of an interpretation; private until that is public."""

    class Kind(models.TextChoices):
        PICTURE = "picture", "图片"
        VIDEO = "video", "视频"
        CAPTIONS = "captions", "字幕"

    KINDS = {"mp4": Kind.VIDEO, "vtt": Kind.CAPTIONS}

    interpretation = models.ForeignKey(Interpretation, models.CASCADE, related_name="media")
    position = models.PositiveSmallIntegerField("序号", default=0)
    title = models.CharField("名称", max_length=100, blank=True, help_text="不填用文件名。")
    file = models.FileField("文件", storage=uploads.private_storage, upload_to=random_path, max_length=200)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices, editable=False)
    extension = models.CharField(max_length=5, editable=False)
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveBigIntegerField("大小（字节）", default=0, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    alt_text = models.TextField(
        "文字说明", blank=True, help_text="图片必填：把图上的内容用文字完整写出来，与图一起公开。"
    )
    words = models.TextField(editable=False, blank=True)  # of captions, as a player shows them
    file_text = models.TextField(editable=False, blank=True)  # everything that a file says besides, for scans

    class Meta:
        verbose_name = "图片、视频、字幕"
        verbose_name_plural = "图片、视频、字幕"
        ordering = ["position", "id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("policies:medium", args=[self.pk, f"{self.sha256[:12]}.{self.extension}"])

    @property
    def is_picture(self) -> bool:
        return self.kind == self.Kind.PICTURE

    def content(self) -> list:
        return [self.sha256, self.title, self.alt_text]

    def take(self, upload, name: str) -> None:
        """Check an uploaded file by its content and keep it; ValidationError in Chinese when it is refused.

        upload: a Django File; it is read in pieces, a video is never in memory as a whole.
        """
        self.file.save(name, self.inspect(upload, name), save=False)  # the row is saved by the caller

    def inspect(self, upload, name: str) -> File:
        """What it is and whether it may be sent; nothing is stored yet. Out: the file to be kept, a picture's anew."""
        try:
            found, kept = self._recognise(upload, name)
        except media.NotMedia as refusal:
            raise ValidationError(f"“{name}”：{refusal}") from refusal
        self.kind = self.KINDS.get(found.extension, self.Kind.PICTURE)
        self.extension, self.content_type, self.size = found.extension, found.content_type, kept.size
        self.title = self.title or PurePath(name).stem[:100]
        kept.seek(0)
        digest = hashlib.sha256()
        for piece in kept.chunks(CHUNK):
            digest.update(piece)
        self.sha256 = digest.hexdigest()
        kept.seek(0)
        return kept

    def _recognise(self, upload, name) -> tuple[uploads.Kind, File]:
        self.words = self.file_text = ""
        extension = PurePath(name).suffix.lower().lstrip(".")
        if extension == MP4.extension:
            if upload.size > settings.MAX_VIDEO_BYTES:
                limit = settings.MAX_VIDEO_BYTES // 1024 // 1024
                raise media.NotMedia(f"视频超过{limit}MB，请降低清晰度或者分段后再上传。")
            media.check_mp4(upload, upload.size)
            self.file_text = media.mp4_text(upload, upload.size)
            return MP4, upload
        if extension == VTT.extension:
            self._read_captions(upload)
            return VTT, upload
        if upload.size > settings.MAX_UPLOAD_BYTES:
            raise media.NotMedia(f"图片超过{settings.MAX_UPLOAD_BYTES // 1024 // 1024}MB，请压缩后再上传。")
        return self._picture(upload, name)

    def _read_captions(self, upload) -> None:
        if upload.size > LARGEST_CAPTIONS:
            raise media.NotMedia("字幕文件太大，一段视频的字幕不会超过1MB。")
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as refusal:
            raise media.NotMedia("字幕文件应当用UTF-8编码保存。") from refusal
        self.words, self.file_text = media.caption_words(text), media.caption_text(text)

    def _picture(self, upload, name) -> tuple[uploads.Kind, File]:
        data = upload.read()
        kind = uploads.check(data, name)
        if kind not in uploads.IMAGES:
            raise media.NotMedia(
                "这里只放图片（PNG、JPEG）、视频（mp4）和字幕（vtt）；其他文件请放在附件里。"
            )
        bare, (self.width, self.height) = pictures.bare(data)
        return kind, ContentFile(bare, name)

    def forget(self) -> None:
        """Delete the stored file once the transaction is through, unless another row (a revision's) has it too."""
        name, storage = self.file.name, self.file.storage

        def drop():
            if not Medium.objects.filter(file=name).exists():
                storage.delete(name)

        transaction.on_commit(drop)
