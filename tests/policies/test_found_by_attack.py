"""Ways round the rules of interpreting that somebody found, each closed for good."""

import hashlib
import io
import struct
import zlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from core import clock
from core.characters import says_something
from disclosure import gate
from disclosure.refusal import Incomplete
from policies.interpretation_figures import by_year
from policies.models import Interpretation, Policy
from tests.conftest import make_policy, moment, publish, sign_off
from tests.policies.interpreting import CAPTIONS, attach, make_bundle, make_interpretation, png


@pytest.fixture(autouse=True)
def second_of_march():
    with clock.at(moment("2026-03-02 10:00")):  # a Monday
        yield


def review(record, cast):
    record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))


def signed_bundle(office, cast):
    document, material = make_bundle(office, cast["drafter"])
    document.determine(by=cast["drafter"])
    material.refresh_from_db()
    review(document, cast)
    review(material, cast)
    document.sign(by=cast["signer"])
    material.refresh_from_db()
    return document, material


# Together or not at all --------------------------------------------------------------------------------------
@pytest.mark.parametrize("until", ["send_back", "determine", "review"])
def test_a_document_does_not_leave_behind_the_interpretation_that_was_sent_back_after_signing(
    until, department, cast
):
    document, material = signed_bundle(department, cast)
    material.send_back(by=cast["signer"], reason="再改")
    if until != "send_back":
        material.determine(by=cast["drafter"])
    if until == "review":
        review(material, cast)
    with pytest.raises(Incomplete, match="把文件退回"):
        document.publish(by=cast["signer"])
    document.refresh_from_db()
    assert document.status == "signed"
    document.send_back(by=cast["signer"], reason="与解读一并重签")  # the way that the message names
    document.determine(by=cast["drafter"])
    material.refresh_from_db()
    review(document, cast)
    review(material, cast)
    document.sign(by=cast["signer"])
    document.publish(by=cast["signer"])
    material.refresh_from_db()
    assert document.is_visible and material.is_visible


# Excuses -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("excuse", ["group", "forwarding", "personnel", "internal", "migrated"])
def test_a_normative_document_is_not_signed_without_interpretation_whatever_it_is_said_to_be(
    excuse, department, cast
):
    document = make_policy(department, cast["drafter"], interpretation_excuse=excuse)
    with pytest.raises(Incomplete) as refusal:
        sign_off(document, cast)
    assert [one.field for one in refusal.value.missing] == ["interpretation_excuse"]


def revised(document, cast, **values):
    draft = document.revise(by=cast["drafter"])
    for name, value in ({"change_note": "更正。"} | values).items():
        setattr(draft, name, value)
    draft.save()
    return draft


@pytest.mark.parametrize("normative", [True, False])
def test_a_debt_that_runs_is_not_excused_by_a_correction(normative, department, cast):
    document = publish(make_policy(department, cast["drafter"], normative=normative), cast)
    with clock.at(moment("2026-03-09 10:00")):
        draft = revised(document, cast, interpretation_excuse="group")
        assert [one.field for one in draft.missing()] == ["interpretation_excuse"]
        Policy.objects.filter(pk=document.pk).update(
            interpretation_excuse="group"
        )  # as it could be done before
        assert list(Policy.objects.interpretation_overdue(clock.today())) == [document]
        document.refresh_from_db()
        assert document.needs_interpretation


def test_a_correction_is_not_asked_again_for_an_excuse_that_was_accepted(department, cast):
    document = make_policy(department, cast["drafter"], normative=False, interpretation_excuse="group")
    publish(document, cast)
    draft = revised(document, cast, is_normative=True)
    assert "interpretation_excuse" not in {one.field for one in draft.missing()}


@pytest.mark.parametrize("text", ["", " \n", "——。", "\u200b", "\u3164\u3164", "\u115f", "\u1160", "\uffa0"])
def test_letters_that_nobody_sees_say_nothing(text):
    assert not says_something(text)
    assert says_something(f"{text}因")


# Late --------------------------------------------------------------------------------------------------------
def test_a_bundle_is_in_time_with_its_document_however_long_ago_it_was_written(department, cast):
    document, material = make_bundle(department, cast["drafter"])
    second = make_interpretation(document, cast["drafter"], title="图解", written_on=date(2025, 11, 3))
    Interpretation.objects.filter(pk=material.pk).update(written_on=date(2025, 11, 3))
    document.determine(by=cast["drafter"])
    for one in (document, material, second):
        one.refresh_from_db()
        review(one, cast)
    document.sign(by=cast["signer"])
    document.publish(by=cast["signer"])
    assert Interpretation.objects.published().count() == 2 and not Interpretation.objects.late().exists()


def test_a_document_is_late_by_its_first_interpretation_alone(department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    publish(make_interpretation(document, cast["drafter"], title="当天的"), cast)
    with clock.at(moment("2026-03-20 10:00")):
        old = make_interpretation(document, cast["drafter"], title="后补的", written_on=date(2025, 11, 3))
        assert publish(old, cast).is_late  # as a record it is
    other = publish(make_policy(department, cast["drafter"], title="另一份"), cast)
    with clock.at(moment("2026-03-20 11:00")):
        publish(make_interpretation(other, cast["drafter"], title="晚的"), cast)
        [year] = by_year(clock.today())
        assert (year.due, year.in_time, year.late, year.overdue) == (2, 1, 1, 0)


# Copying -----------------------------------------------------------------------------------------------------
def copied(department, cast, **values):
    document = publish(make_policy(department, cast["drafter"]), cast)
    body = "<p>第二条　集市逢三、八开市，商户凭营业执照到市场管理办公室登记，登记不收任何费用。</p>"
    Policy.objects.filter(pk=document.pk).update(body=body)
    document.refresh_from_db()
    lifted = "集市逢三、八开市，商户凭营业执照到市场管理办公室登记，登记不收任何费用。"
    return make_interpretation(document, cast["drafter"], **{"background": lifted} | values)


ABOVE = {"source_name": "县市场监管局", "source_url": "https://example.com/a"}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, {"copying_reason"}), ({"copying_reason": "\u200b\u3164"}, {"copying_reason"}), (ABOVE, {"copying_reason"}),
        ({"background": "问村里。", "summary": "集市逢三、八开市，商户凭营业执照到市场管理办公室登记。"}, {"copying_reason"}),
        (ABOVE | {"copying_reason": "全文转载县里的解读", "form": "picture", "interpreter": ""}, {"media"}),
        (ABOVE | {"copying_reason": "全文转载县里的解读", "interpreter": "", "contact": ""}, set()),
    ],
)  # fmt: skip
def test_nothing_but_a_reason_lifts_the_limit_of_copying(values, missing, department, cast):
    one = copied(department, cast, **values)
    assert {item.field for item in one.missing()} == missing


# Files -------------------------------------------------------------------------------------------------------
def test_what_a_file_says_beside_its_looks_is_scanned_and_a_photograph_loses_it(department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    one = make_interpretation(document, cast["drafter"])
    captions = attach(one, f"{CAPTIONS}\n\nNOTE 13812345678\n".encode(), "字幕.vtt")
    assert "13812345678" not in captions.words  # which the API gives as what is shown
    assert any("字幕" in found for found in one.personal_data())
    taken = Image.Exif()
    taken[0x010E] = "13812345678"
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "JPEG", exif=taken)
    photograph = attach(one, buffer.getvalue(), "现场.jpg", alt_text="现场")
    kept = photograph.file.read()
    assert b"13812345678" in buffer.getvalue() and b"13812345678" not in kept
    assert (photograph.size, photograph.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


def test_a_picture_with_a_text_that_swells_is_refused_in_words(department, cast):
    one = make_interpretation(publish(make_policy(department, cast["drafter"]), cast), cast["drafter"])
    whole, text = png(), b"a\0\0" + zlib.compress(b"\0" * (5 << 20), 9)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    try:
        attach(one, whole[:33] + chunk + whole[33:], "图.png")
    except ValidationError as refusal:
        assert "已损坏" in refusal.messages[0]
    else:  # where WeasyPrint told Pillow to overlook it
        assert one.media.get().file.size < 1000
