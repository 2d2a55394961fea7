"""Clerks write an interpretation from the page of its document; reviewer and signer see what goes along with what."""

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.models import AuditEntry
from core.worklist import panels
from disclosure import gate
from policies.models import Interpretation, InterpretationPlan, Medium, Training
from tests.conftest import make_policy, moment, publish, sign_off
from tests.policies.interpreting import (
    TODAY_TEXT,
    attach,
    make_bundle,
    make_interpretation,
    make_plan,
    mp4,
    png,
)

ADD = "/admin/policies/interpretation/add/"
COPIED = "为了规范集市，制定本办法。集市逢三、八开市。"


@pytest.fixture(autouse=True)
def second_of_march():
    with clock.at(moment("2026-03-02 10:00")):
        yield


@pytest.fixture
def desk(client):
    def sit(user):
        client.force_login(user)
        return client

    return sit


@pytest.fixture
def document(department, drafter):
    return make_policy(department, drafter, interpretation_excuse="", interpretation_reason="")


def change(record):
    return f"/admin/policies/{record.kind}/{record.pk}/change/"


def filled(explained, *, sections=(), media=(), **said):
    """What the form sends."""
    values = {
        "document": explained.pk, "title": "集市办法解读", "form": "text", "written_on": "2026-03-02", "office": explained.office_id,
        "summary": "哪天开市", "together": "on", "interpreter": "农办主任", "contact": "0000-5510001", "background": TODAY_TEXT,
        "attribute": "proactive", "scope": "site",
    }  # fmt: skip
    for prefix, rows in (
        ("sections", sections),
        ("media", media),
        ("attachments", ()),
        ("coordinations", ()),
    ):
        values |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            values |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return values | said


def errors(answer):
    tree = lxml.html.fromstring(answer.content.decode())
    return " ".join(one.text_content() for one in tree.xpath("//*[@id='errors']"))


def test_from_the_documents_page_an_interpretation_is_written_with_parts_and_files(desk, document, drafter):
    page = desk(drafter).get(change(document)).content.decode()
    assert f"{ADD}?document={document.pk}" in page and "写解读" in page
    begun = desk(drafter).get(f"{ADD}?document={document.pk}").content.decode()
    assert "《杏川镇集市管理办法》解读" in begun
    sections = [{"position": 1, "heading": "哪天开市", "text": "尾数三、八。", "named": "第二条"}]
    media = [
        {"position": 1, "title": "", "file": SimpleUploadedFile("集市.mp4", mp4()), "alt_text": ""},
        {
            "position": 2,
            "title": "日子图",
            "file": SimpleUploadedFile("图.png", png()),
            "alt_text": "逢三逢八",
        },
    ]
    answer = desk(drafter).post(ADD, filled(document, sections=sections, media=media))
    assert answer.status_code == 302, errors(answer)
    one = Interpretation.objects.get()
    assert (one.document, one.drafted_by, one.status) == (document, drafter, "draft")
    assert one.category.slug == "interpretations" and one.sections.get().clauses == ["t2"]
    assert [(medium.kind, medium.title) for medium in one.media.all()] == [
        ("video", "集市"),
        ("picture", "日子图"),
    ]
    kept = desk(drafter).get(change(one)).content.decode()
    assert "第二条" in kept and "已上传" in kept and "照抄原文0%" in kept
    assert AuditEntry.objects.about(one).get(verb="新增").actor == drafter


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sections": [{"position": 1, "heading": "问", "text": "答", "named": "第九十九条"}]}, "第九十九条"),
        ({"media": [{"position": 1, "file": ("x.mp4", b"no video"), "alt_text": ""}]}, "不是mp4视频"),
        ({"media": [{"position": 1, "file": ("x.vtt", b"1\n00:00"), "alt_text": ""}]}, "WebVTT"),
        ({"media": [{"position": 1, "file": ("x.exe", b"MZ\0\0"), "alt_text": ""}]}, "x.exe"),
        ({"media": [{"position": 1, "file": ("x.png", png()[:60]), "alt_text": ""}]}, "已损坏"),
        ({"source_name": "县民政局", "source_url": "javascript:alert(1)"}, "网址应当完整"),
        ({"title": ""}, "标题"), ({"document": ""}, "解读的文件"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field_and_stores_nothing(desk, document, drafter, changed, said):
    for row in changed.get("media", []):
        row["file"] = SimpleUploadedFile(*row["file"])
    answer = desk(drafter).post(ADD, filled(document, **changed))
    assert answer.status_code == 200 and said in errors(answer)
    assert not Interpretation.objects.exists() and not Medium.objects.exists()
    assert TODAY_TEXT in answer.content.decode()  # what was typed stays


def test_a_video_beyond_the_limit_is_refused(desk, document, drafter, settings):
    settings.MAX_VIDEO_BYTES = 50_000
    media = [{"position": 1, "file": SimpleUploadedFile("大.mp4", mp4()), "alt_text": ""}]
    assert "视频超过" in errors(desk(drafter).post(ADD, filled(document, media=media)))


def test_nobody_writes_for_a_document_of_another_office(desk, document, stranger, auditor):
    assert "解读的文件" in errors(desk(stranger).post(ADD, filled(document)))
    assert desk(auditor).get(ADD).status_code == 403
    one = make_interpretation(document, None)
    medium = attach(one, png(), "图.png")
    assert desk(stranger).get(f"/admin/media/{medium.pk}/").status_code == 404
    assert desk(auditor).get(f"/admin/media/{medium.pk}/", headers={"range": "bytes=0-3"}).status_code == 206


def test_the_drafter_and_the_signer_see_what_is_lifted(desk, document, cast):
    one = make_interpretation(document, cast["drafter"], background=COPIED, summary="")
    drafted = desk(cast["drafter"]).get(change(one)).content.decode()
    assert "照抄原文100%" in drafted and "<mark>" in drafted and "copying_reason" in drafted
    one.copying_reason = "全文只有两句。"
    one.save()
    make_plan(document)
    document.determine(by=cast["drafter"])
    for record in (document, Interpretation.objects.get()):
        record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))
    page = desk(cast["signer"]).get(f"/admin/records/{document.pk}/sign/").content.decode()
    assert all(
        said in page for said in ("解读方案", "怎么摆摊", "集市办法解读", "100%", "<mark>", "全文只有两句")
    )


def test_signing_the_document_on_its_page_publishes_the_bundle(desk, department, cast):
    document, one = make_bundle(department, cast["drafter"])
    document.determine(by=cast["drafter"])
    for record in (document, Interpretation.objects.get(pk=one.pk)):
        record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))
    alone = desk(cast["signer"]).get(change(one))
    assert "sign" not in {step["verb"] for step in alone.context["steps"]}
    assert "与文件一并签发" in alone.content.decode()
    form = desk(cast["signer"]).get(f"/admin/records/{document.pk}/sign/").context["form"]
    said = {"seen": form["seen"].value(), "when": "now"}
    assert desk(cast["signer"]).post(f"/admin/records/{document.pk}/sign/", said).status_code == 302
    one.refresh_from_db()
    assert one.is_visible


def test_the_gates_list_leads_to_plan_and_interpretations(desk, document, drafter):
    page = desk(drafter).get(change(document))
    tree = lxml.html.fromstring(page.content.decode())
    targets = {link.get("href") for link in tree.xpath("//*[@class='missing']//a")}
    assert {"#id_plan-0-outline", "#id_interpretations"} <= targets
    assert all(tree.xpath(f"//*[@id='{target[1:]}']") for target in targets)


def test_the_plan_is_kept_with_its_ticked_forms(desk, document, drafter):
    page = desk(drafter).get(change(document))
    form = page.context["adminform"].form
    said = {name: form[name].value() or "" for name in form.fields}
    said |= {"normative_answers": list(document.normative_answers), "themes": [], "audiences": []}
    for inline in page.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        said |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    said |= {"plan-TOTAL_FORMS": 1, "plan-0-outline": "怎么摆摊", "plan-0-forms": ["text", "picture"], "plan-0-channels": "村口",
             "plan-0-schedule": "同时", "plan-0-contact": "农办"}  # fmt: skip
    answer = desk(drafter).post(change(document), said)
    assert answer.status_code == 302, errors(answer)
    assert InterpretationPlan.objects.get().form_labels == "文字解读、图解"


# Work lists and training -------------------------------------------------------------------------------------
def told(user):
    return {panel.title: [task.title for task in panel.tasks] for panel in panels(user, clock.today())}


def test_what_is_owed_stands_on_the_work_lists(document, department, cast, officer, auditor):
    make_plan(document)
    waiting = publish(make_policy(department, cast["drafter"], title="待解读的"), cast)
    assert told(cast["drafter"])["有解读方案、还没有解读材料的文件"] == [document.title]
    assert told(cast["drafter"])["已发布、还没有解读的文件"] == [waiting.title]
    assert "已发布、还没有解读的文件" not in told(auditor)
    with clock.at(moment("2026-03-06 10:00")):
        assert told(auditor)["已发布、还没有解读的文件"] == [waiting.title]
        publish(make_interpretation(waiting, cast["drafter"], title="晚了的"), cast)
        assert told(officer)["近三个月逾期的解读"] == ["晚了的"]
        assert "已发布、还没有解读的文件" not in told(cast["drafter"])


def test_training_is_written_down_after_it_was_held_without_names(desk, department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    add = f"/admin/policies/training/add/?policy={document.pk}"
    said = {"policy": document.pk, "office": department.pk, "held_on": "2026-03-02", "people": 21, "audience": "各村信息员",
            "place": "会议室", "material": "流程图"}  # fmt: skip
    for wrong in ({"held_on": "2026-03-03"}, {"people": 0}, {"audience": "李四13812345678"}):
        assert desk(cast["drafter"]).post(add, said | wrong).status_code == 200
    assert not Training.objects.exists()
    assert desk(cast["drafter"]).post(add, said).status_code == 302
    training = Training.objects.get()
    assert training.people == 21 and training.entered_by == cast["drafter"] and not training.confirmed_at
    assert AuditEntry.objects.about(training).get().actor == cast["drafter"]
    assert told(cast["signer"])["待复核的基层培训"] == [str(training)]
    address, stored = f"/admin/confirm/training/{training.pk}/", f"/admin/policies/training/{training.pk}"
    assert desk(cast["drafter"]).get(address).status_code == 403
    shown = desk(cast["signer"]).get(address).content.decode()
    assert "流程图" in shown and "各村信息员" in shown and document.title in shown
    assert desk(cast["signer"]).post(address, {"seen": training.digest()}).status_code == 302
    assert Training.objects.confirmed().get() == training and "待复核的基层培训" not in told(cast["signer"])
    assert desk(cast["drafter"]).post(f"{stored}/change/", said | {"people": 99}).status_code == 403
    assert desk(cast["drafter"]).post(f"{stored}/delete/", {"post": "yes"}).status_code == 403
    assert Training.objects.get().people == 21
    assert desk(cast["signer"]).post(f"{stored}/delete/", {"post": "yes"}).status_code == 302
    assert not Training.objects.exists()


def test_an_interpretation_after_publication_goes_by_itself(desk, department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    one = sign_off(make_interpretation(document, cast["drafter"]), cast, until="review")
    page = desk(cast["signer"]).get(change(one))
    assert "sign" in {step["verb"] for step in page.context["steps"]}
