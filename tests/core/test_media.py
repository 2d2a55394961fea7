"""Videos and captions are what they say; a stored file is sent in the parts that a player asks for."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as case
from hypothesis import strategies as st

from core import media, privacy, ranges
from tests.conftest import examples
from tests.policies.interpreting import CAPTIONS, box, mp4

DATA = bytes(range(256)) * 1000
KIND = "video/mp4"


def check(data):
    media.check_mp4(io.BytesIO(data), len(data))


def test_a_whole_video_passes_whichever_way_its_boxes_stand():
    check(mp4())
    check(box(b"ftyp", b"mp42\0\0\0\0isom") + box(b"mdat", b"x") + box(b"moov"))
    check(box(b"ftyp", b"iso5\0\0\0\0") + box(b"moov") + box(b"moof") + box(b"mdat"))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0" * 40, b"<html></html>", b"PK\x03\x04" + b"x" * 50, mp4()[:-10], box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov"),
        box(b"ftyp", b"isom\0\0\0\0"), box(b"ftyp", b"isom\0\0\0\0") + b"\0\0\0\1mdat" + b"\xff" * 8,
        box(b"ftyp", b"isom\0\0\0\0") + b"\0\0\0\3moov", box(b"ftyp", b"isom\0\0\0\0") + box(b"free") * 10_001,
    ],
)  # fmt: skip
def test_what_is_no_whole_video_is_refused_in_words(data):
    if not data:
        data = b"\0"
    with pytest.raises(media.NotMedia, match="视频"):
        check(data)


@case(max_examples=examples(300))
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_break_the_check(data, begins_well):
    data = (box(b"ftyp", b"isom\0\0\0\0") if begins_well else b"") + data
    try:
        check(data or b"\0")
    except media.NotMedia:
        return
    assert b"moov" in data


def test_what_a_video_says_beside_its_pictures_is_read():
    told = box(b"moov", b"\0" * 20 + box(b"udta", box(b"name", "拍摄：张三13812345678".encode())))
    data = box(b"ftyp", b"isom\0\0\2\0isommp41") + told + box(b"mdat", b"13912345678 x")
    assert [found.text for found in privacy.scan(media.mp4_text(io.BytesIO(data), len(data)))] == [
        "13812345678"
    ]


def test_captions_give_their_words_without_times_and_tags():
    assert media.caption_words(CAPTIONS) == "集市逢三、八开\n摊位不收费"
    assert media.caption_words("\ufeff" + CAPTIONS.replace("\n", "\r\n")) == "集市逢三、八开\n摊位不收费"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1\n00:00:00,000 --> 00:00:02,000\n旧格式",
        "WEBVTT",
        "WEBVTT\n\n0:0 --> 0:1\n时间不对",
        "WEBVTTX\n",
    ],
)
def test_what_are_no_captions_is_refused_in_words(text):
    with pytest.raises(media.NotMedia, match="字幕"):
        media.caption_words(text)


CUE = "00:01.000 --> 00:02.000\n你好\n"


@pytest.mark.parametrize(
    "text",
    [
        f"WEBVTT 13812345678\n\n{CUE}", f"WEBVTT\n\nNOTE 13812345678\n\n{CUE}", f"WEBVTT\n\n13812345678\n{CUE}",
        f"WEBVTT\n\nNOTE\n00:03.000 --> 00:04.000\n13812345678\n\n{CUE}", f"WEBVTT\n\n{CUE}\na\nb\n00:03.000 --> 00:04.000\n13812345678",
        f"WEBVTT\n\n{CUE}<v 张三13812345678>在", f"WEBVTT\n\n{CUE}138&lrm;1234&#53;678", f"WEBVTT\n\n{CUE}138<b>1234</b>5678",
        f"WEBVTT\n\n{CUE}138<00:01.500>1234<00:01.600>5678", "WEBVTT\n\n00:01.000 --> 00:02.000 13812345678\n你好",
        f"WEBVTT\n\nSTYLE\n/* 13812345678 */\n\n{CUE}", f"WEBVTT\n\n{CUE}<13812345678", f"WEBVTT\r\r{CUE}<c.a\n13812345678>在",
    ],
)  # fmt: skip
def test_no_place_in_captions_hides_a_number_from_the_scan(text):
    assert {found.kind for found in privacy.scan(media.caption_text(text))} == {"mobile"}


def test_times_and_numbers_of_cues_are_no_numbers_of_persons():
    cues = "".join(f"{at}\n00:{at:02}.000 --> 00:{at + 1:02}.000 line:0\n第{at}句\n\n" for at in range(1, 59))
    assert not list(privacy.scan(media.caption_text(f"WEBVTT\n\n{cues}")))
    assert media.caption_text(CAPTIONS).startswith("集市逢三、八开\n摊位不收费")


# Parts of a file -------------------------------------------------------------------------------------------
class Stored:
    """A stored file as a FileField gives it."""

    def __init__(self, folder, data=DATA):
        self.storage = FileSystemStorage(folder)
        self.name = self.storage.save("a b.mp4", ContentFile(data))

    def open(self, mode):
        return self.storage.open(self.name, mode)


@pytest.fixture
def ask(tmp_path):
    stored = Stored(tmp_path)

    def send(method="get", **headers):
        request = getattr(RequestFactory(), method)("/", headers=headers)
        response = ranges.send(request, stored, size=len(DATA), etag="abc", content_type=KIND)
        return response, b"".join(response.streaming_content) if response.streaming else response.content

    return send


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=255990-", 255990, 256000), ("bytes=-10", 255990, 256000),
     ("bytes=0-99999999", 0, 256000), ("bytes=-99999999", 0, 256000), ("bytes = 5 - 9", 5, 10)],
)  # fmt: skip
def test_a_part_is_sent_with_its_place(ask, header, start, stop):
    response, content = ask(range=header)
    assert response.status_code == 206 and content == DATA[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/256000"
    assert response["Content-Length"] == str(stop - start) and response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    "header", ["", "bytes=1-2,5-6", "items=1-2", "bytes=-", "bytes=9-5", "bytes=a-b", "bytes=٣-٤"]
)
def test_where_no_single_part_is_asked_for_the_whole_is_sent(ask, header):
    response, content = ask(range=header)
    assert response.status_code == 200 and content == DATA and response["ETag"] == '"abc"'


@pytest.mark.parametrize("header", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
def test_a_part_that_does_not_exist_is_said_so(ask, header):
    response, content = ask(range=header)
    assert response.status_code == 416 and response["Content-Range"] == "bytes */256000" and content == b""


def test_a_part_of_a_file_that_has_changed_is_sent_whole(ask):
    assert ask(range="bytes=0-9", if_range='"abc"')[0].status_code == 206
    for other in ('"other"', 'W/"abc"', "Mon, 02 Mar 2026 10:00:00 GMT"):
        assert ask(range="bytes=0-9", if_range=other)[1] == DATA


def test_what_the_player_has_already_is_not_sent_again(ask):
    for known in ('"abc"', 'W/"abc"', '"x", "abc"', "*"):
        response, content = ask(if_none_match=known)
        assert response.status_code == 304 and content == b""


def test_a_head_has_everything_but_the_bytes(ask):
    response, content = ask("head")
    assert content == b"" and response["Content-Length"] == "256000" and response["Content-Type"] == KIND
    response, content = ask("head", range="bytes=0-9")
    assert response.status_code == 206 and content == b"" and response["Content-Length"] == "10"


@case(max_examples=examples(300))
@given(st.text("bytes=0123456789- ,x", max_size=30))
def test_no_range_header_breaks_it(header):
    found = ranges.part_of(header, 1000)
    assert found in (None, ()) or 0 <= found[0] < found[1] <= 1000


def test_behind_nginx_the_server_hands_the_file_over(ask, settings):
    settings.ACCEL_LOCATION = "/private/"
    response, content = ask(range="bytes=0-9")
    assert response["X-Accel-Redirect"] == "/private/a%20b.mp4"
    assert response.status_code == 200 and content == b""


def test_no_more_than_a_piece_is_in_memory(tmp_path):
    stored = Stored(tmp_path, b"x" * (3 * ranges.CHUNK + 5))
    assert [len(piece) for piece in ranges.chunks(stored, 1, 3 * ranges.CHUNK + 5)] == [ranges.CHUNK] * 3 + [
        4
    ]
