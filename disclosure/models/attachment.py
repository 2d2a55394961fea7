import secrets

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse

from core import clock, links, masking, scanning, uploads

SCANNED = {"docx", "xlsx", "pptx", "ofd", "pdf", "txt", "csv"}


def random_path(attachment, name):
    """Where a file is kept: says nothing of its name, cannot be guessed."""
    return f"{clock.today():%Y/%m}/{secrets.token_hex(16)}.{attachment.extension}"


class Attachment(models.Model):
    """A file that belongs to a record; scanned when it comes, sent only while its record is public."""

    information = models.ForeignKey("disclosure.Information", models.CASCADE, related_name="attachments")
    title = models.CharField("附件名称", max_length=150, blank=True, help_text="不填用文件名。")
    file = models.FileField("文件", storage=uploads.private_storage, upload_to=random_path, max_length=200)
    extension = models.CharField(max_length=10, editable=False)
    kind_label = models.CharField("类型", max_length=20, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField("大小（字节）", default=0, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    alt_text = models.CharField(
        "替代文字", max_length=300, blank=True, help_text="图片必填：用一句话说明图里是什么。"
    )
    position = models.PositiveIntegerField("序号", default=0)
    findings = models.JSONField("扫描发现", default=list, editable=False)
    scan_note = models.CharField("扫描说明", max_length=300, blank=True, editable=False)
    scanned = models.BooleanField("已扫描", default=False, editable=False)
    links = models.JSONField("链接", default=list, editable=False)  # [url, words, place, hidden]
    # what was uploaded, where a masked file stands in its place: sent to nobody
    original = models.FileField(storage=uploads.private_storage, max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["position", "id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("disclosure:attachment", args=[self.pk, self.safe_name])

    @property
    def safe_name(self) -> str:
        return uploads.safe_name(self.title, self.extension)

    @property
    def is_image(self) -> bool:
        return self.extension in {kind.extension for kind in uploads.IMAGES}

    def take(self, data: bytes, name: str) -> None:
        """Check, scan and keep an uploaded file; ValidationError in Chinese when it is refused."""
        self.inspect(data, name)
        self.keep(data, name)

    def inspect(self, data: bytes, name: str) -> None:
        """Check type and content and scan it; nothing is stored yet."""
        kind = uploads.check(data, name)
        self.extension, self.kind_label, self.content_type = kind.extension, kind.label, kind.content_type
        self.size, self.sha256 = len(data), uploads.fingerprint(data)
        self.title = self.title or name.rsplit(".", 1)[0][:150]
        self.scan(data, name)

    def keep(self, data: bytes, name: str) -> None:
        """Write the file to the private store; the row is saved by the caller."""
        self.file.save(name, ContentFile(data), save=False)

    def mask(self) -> list[str]:
        """Put a masked file in the place of this one, which is kept for nobody; a sentence for each mask.
        Raises masking.Unmaskable with the Chinese reason."""
        name = f"{self.title}.{self.extension}"
        with self.file.open("rb") as file:
            made = masking.mask_file(file.read(), name)
        if not self.original:
            self.original = self.file.name
        self.size, self.sha256 = len(made.data), uploads.fingerprint(made.data)
        self.scan(made.data, name)
        self.keep(made.data, name)
        self.save()
        return [f"{one.where}：{one.masked}" for one in made.masked] + list(made.dropped)

    def scan(self, data: bytes, name: str) -> None:
        """Look for personal data; what cannot be looked into says so and keeps the record from being published."""
        if self.extension not in SCANNED:
            self.scanned, self.scan_note, self.findings = (
                True,
                "此类型不能自动扫描，请保密审查员人工核对。",
                [],
            )
            return
        try:
            found = scanning.scan_file(data, name)
            hidden = scanning.hidden_content(data, name)
            self.links = [[one.url, one.text, one.where, one.hidden] for one in links.in_file(data, name)]
        except scanning.Unscannable as refusal:
            raise ValidationError(f"“{name}”：{refusal}") from refusal
        self.findings = [f"{one.where}：{one.masked}" for one in found] + [
            f"隐藏内容：{where}" for where in hidden
        ]
        self.scanned, self.scan_note = True, ""
