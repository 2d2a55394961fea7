"""What the tests of interpretation share: a complete draft, a plan, files that are real."""

import io
import struct

from django.core.files.base import ContentFile
from PIL import Image

from core import clock
from policies.models import Interpretation, InterpretationPlan, InterpretationSection, Medium
from tests.conftest import make_policy

CAPTIONS = "WEBVTT\n\n1\n00:00.000 --> 00:02.000\n集市逢三、八开\n\n00:02.000 --> 00:04.000 line:0\n<b>摊位</b>不收费\n"
TODAY_TEXT = "以前赶集没有定数，商户白跑。现在定成逢三逢八，写在村口，外地的也能算好日子来。"


def make_interpretation(document, by, **values):
    """A complete draft in the words of somebody who explains."""
    defaults = {
        "title": "集市办法解读", "summary": "哪天开市、摆摊要不要钱。", "background": TODAY_TEXT, "interpreter": "农办主任",
        "contact": "0000-5510001", "attribute": "proactive", "scope": "site", "written_on": clock.today(),
    }  # fmt: skip
    sections = values.pop("sections", [])
    one = Interpretation(document=document, office=document.office, drafted_by=by, **defaults | values)
    one.save()
    for position, (heading, text, anchors) in enumerate(sections, start=1):
        InterpretationSection.objects.create(
            interpretation=one, position=position, heading=heading, text=text, clauses=anchors
        )
    return one


def make_plan(document):
    return InterpretationPlan.objects.create(
        policy=document, outline="为什么定日子\n怎么摆摊", forms=["text"], channels="本网站、村口公开栏", schedule="与文件同时",
        contact="农办主任 0000-5510001",
    )  # fmt: skip


def make_bundle(office, by, **values):
    """A document that needs interpretation, with its plan and one material, all drafts."""
    document = make_policy(office, by, interpretation_excuse="", interpretation_reason="", **values)
    make_plan(document)
    return document, make_interpretation(document, by)


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(data: bytes = b"x" * 100_000) -> bytes:
    """The smallest thing that has the boxes of a video."""
    return box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", b"\0" * 20) + box(b"mdat", data)


def png(width=40, height=30) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(buffer, "PNG")
    return buffer.getvalue()


def attach(interpretation, data: bytes, name: str, **values) -> Medium:
    medium = Medium(interpretation=interpretation, **values)
    medium.take(ContentFile(data, name), name)
    medium.save()
    return medium
