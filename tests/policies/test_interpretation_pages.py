"""What readers see of interpretations: the page, the list in every form, the note beside the clause, files in parts."""

from datetime import timedelta

import lxml.html
import pytest

from core import clock
from disclosure.models import Theme
from policies import clause_links
from policies.models import Relation, Training
from tests.conftest import make_policy, moment, publish, sign_off
from tests.disclosure.test_front_door import TOKEN, body, lists, own_addresses
from tests.policies.interpreting import CAPTIONS, TODAY_TEXT, attach, make_interpretation, mp4, png

LIST = "/policies/interpretations/"
BODY = (
    "<p>第一条　为了规范集市，制定本办法。</p><p>第二条　集市逢三、八开市：</p><p>（一）上午开市；</p><p>（二）下午收市。</p>"
    "<p>第三条　本办法自发布之日起施行。</p><p>杏川镇人民政府</p>"
)


@pytest.fixture(autouse=True)
def second_of_march():
    with clock.at(moment("2026-03-02 10:00")):
        yield


@pytest.fixture
def document(department, cast):
    return publish(make_policy(department, cast["drafter"], body=BODY), cast)


@pytest.fixture
def explained(document, cast):
    sections = [
        ("哪天开市", "每旬两回，记住尾数是三和八就行。", ["t2"]),
        ("下午几点收", "看太阳，一般五点。", ["t2-x2", "t3"]),
    ]
    one = make_interpretation(
        document,
        cast["drafter"],
        sections=sections,
        key_terms="开市：开始做买卖",
        differences="从前不定日子。",
    )
    return publish(one, cast)


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content)


def words(tree, path):
    return [" ".join(one.text_content().split()) for one in tree.xpath(path)]


def test_the_page_tells_its_parts_its_document_and_who_answers(client, document, explained):
    tree = page(client, explained.get_absolute_url())
    parts = words(tree, "//section[contains(@class, 'element')]/h2")
    assert parts == ["为什么出台", "新旧政策差异", "关键词诠释", "逐条来看"]
    text = tree.text_content()
    assert all(
        said in text
        for said in (TODAY_TEXT, "开始做买卖", "农办主任", "0000-5510001", document.document_number)
    )
    assert document.get_absolute_url() in tree.xpath("//p[@class='explains']//a/@href")
    clauses = {link.text: link.get("href") for link in tree.xpath("//section[@class='answer']//a")}
    assert clauses == {
        name: f"{document.get_absolute_url()}#{anchor}"
        for name, anchor in (("第二条", "t2"), ("第二条第（二）项", "t2-x2"), ("第三条", "t3"))
    }
    assert tree.xpath("//meta[@name='ColumnType']/@content") == ["政策解读"]


def test_beside_each_clause_stands_what_explains_it_and_leads_back(client, document, explained):
    tree = page(client, document.get_absolute_url())
    notes = tree.xpath("//details[contains(@class, 'note')]")
    before = [note.getprevious().text_content() for note in notes]
    assert before == ["（二）下午收市。", "第三条　本办法自发布之日起施行。"]
    assert notes[-1].getnext().text_content() == "杏川镇人民政府"  # a signature has no note
    assert f"{explained.get_absolute_url()}#s1" in tree.xpath("//details[contains(@class, 'note')]//a/@href")
    assert "每旬两回" in notes[0].text_content() and "看太阳" in notes[0].text_content()
    assert (
        "下午几点收" in notes[1].text_content() and "看太阳" not in notes[1].text_content()
    )  # named, told once
    assert explained.get_absolute_url() in tree.xpath("//section[@id='interpretations']//a/@href")


def test_names_of_clauses_are_read_as_people_write_them():
    assert clause_links.anchors("第二条第(一)项、第三条", BODY) == (["t2-x1", "t3"], [])
    assert clause_links.anchors("第九条，第三条 第三条", BODY) == (["t3"], ["第九条"])
    notice = "<p>一、时间</p><p>（一）上午。</p><p>二、地点</p>"
    assert clause_links.anchors("一（一）；二、", notice) == (["s1-1", "s2"], [])


def test_an_interpretation_of_a_document_that_is_over_says_so(client, document, explained, department, cast):
    newer = make_policy(department, cast["drafter"], title="新集市办法")
    Relation.objects.create(source=newer, target=document, kind="replaces", on=clock.today())
    publish(newer, cast)
    tree = page(client, explained.get_absolute_url())
    assert "不能作为现在办事的依据" in tree.text_content()


def test_differences_lead_to_the_comparison_with_what_was_replaced(client, document, department, cast):
    newer = make_policy(department, cast["drafter"], title="新集市办法")
    Relation.objects.create(source=newer, target=document, kind="replaces", on=clock.today())
    publish(newer, cast)
    one = publish(make_interpretation(newer, cast["drafter"], differences="日子变了。"), cast)
    tree = page(client, one.get_absolute_url())
    assert tree.xpath("//section[@id='differences']//a/@href") == [
        f"{newer.get_absolute_url()}compare/?left={document.pk}"
    ]


def test_where_none_is_public_the_document_says_until_when_and_why(client, document, department, cast):
    assert "2026年3月5日" in page(client, document.get_absolute_url()).text_content()
    with clock.at(moment("2026-03-06 10:00")):
        text = page(client, document.get_absolute_url()).text_content()
        assert "逾期未解读" in text and "图解正在制作" in text
    exempt = publish(
        make_policy(department, cast["drafter"], normative=False, interpretation_excuse="group"), cast
    )
    assert not page(client, exempt.get_absolute_url()).xpath("//section[@id='interpretations']")


def test_training_stands_on_the_page_of_its_document(client, document, department, cast):
    training = Training.objects.create(
        entered_by=cast["drafter"],
        policy=document,
        office=department,
        held_on=clock.today(),
        audience="各村信息员",
        people=21,
        material="流程图",
    )
    told = ("各村信息员", "21人", "流程图")
    text = page(client, document.get_absolute_url()).text_content()
    assert not any(said in text for said in told)  # one person alone publishes nothing
    training.confirm(by=cast["signer"])
    text = page(client, document.get_absolute_url()).text_content()
    assert all(said in text for said in told)


# Files -----------------------------------------------------------------------------------------------------
@pytest.fixture
def film(document, cast):
    one = make_interpretation(document, cast["drafter"], form="video", transcript="集市逢三、八开。")
    for position, (data, name) in enumerate(
        [(mp4(), "集市.mp4"), (CAPTIONS.encode(), "字幕.vtt"), (png(), "图.png")]
    ):
        attach(one, data, name, position=position, alt_text="集市开市的日子" if name == "图.png" else "")
    return one


def test_a_video_comes_with_captions_and_transcript_a_picture_with_its_text(client, film, cast):
    publish(film, cast)
    tree = page(client, film.get_absolute_url())
    [video] = tree.xpath("//video")
    assert "autoplay" not in video.attrib and "controls" in video.attrib
    assert video.xpath(".//track/@kind") == ["captions"] and tree.xpath("//section[@id='transcript']")
    [picture] = tree.xpath("//figure//img")
    assert (picture.get("width"), picture.get("height")) == ("40", "30")
    assert "集市开市的日子" in picture.xpath("ancestor::figure")[0].text_content()
    for address in [*tree.xpath("//video/source/@src"), *tree.xpath("//track/@src"), picture.get("src")]:
        answer = client.get(address, headers={"range": "bytes=0-3"})
        assert answer.status_code == 206 and len(b"".join(answer.streaming_content)) == 4
        assert client.head(address).status_code == 200 and client.post(address).status_code == 405


def test_a_file_is_sent_to_nobody_before_its_interpretation_is_public_nor_after(client, film, cast):
    addresses = [medium.get_absolute_url() for medium in film.media.all()]
    assert {client.get(address).status_code for address in addresses} == {404}
    publish(film, cast)
    assert {client.get(address).status_code for address in addresses} == {200}
    wrong = addresses[0].replace(".mp4", ".exe")
    assert client.get(wrong)["Location"] == addresses[0]
    film.withdraw(by=cast["signer"], kind="privacy", reason="拍到人")
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize(
    ("form", "files", "field"),
    [("video", [], "media"), ("video", ["v.mp4"], "transcript"), ("picture", [], "media"), ("picture", ["p.png"], "media"),
     ("video", ["v.mp4", "c.vtt"], None)],
)  # fmt: skip
def test_a_picture_or_video_that_some_cannot_follow_is_not_signed(form, files, field, document, drafter):
    one = make_interpretation(document, drafter, form=form)
    data = {"v.mp4": mp4(), "c.vtt": CAPTIONS.encode(), "p.png": png()}
    for name in files:
        attach(one, data[name], name)
    assert [item.field for item in one.missing()] == ([field] if field else [])


def test_what_captions_and_parts_say_is_scanned_for_personal_data(document, drafter):
    one = make_interpretation(document, drafter, form="video", sections=[("打给谁", "打13812345678。", [])])
    attach(one, mp4(), "v.mp4")
    attach(one, f"{CAPTIONS}\n00:05.000 --> 00:06.000\n电话13987654321\n".encode(), "c.vtt")
    assert len(one.personal_data()) == 2


def test_a_copied_interpretation_is_not_signed_without_a_reason(document, drafter):
    one = make_interpretation(document, drafter, background="为了规范集市，制定本办法。集市逢三、八开市。")
    assert [item.field for item in one.missing()] == ["copying_reason"]
    one.copying_reason = "原文就两句。"
    assert one.missing() == []


# The list ----------------------------------------------------------------------------------------------------
def test_the_list_filters_counts_and_answers_in_every_form(client, document, explained, department, cast):
    theme = Theme.objects.create(name="集市", slug="market")
    other = make_policy(department, cast["drafter"], title="另一份")
    film = make_interpretation(publish(other, cast), cast["drafter"], title="一段视频", form="press")
    film.themes.add(theme)
    publish(film, cast)
    tree = page(client, LIST)
    assert words(tree, "//ul[@class='results']//h3") == ["一段视频", "集市办法解读"]
    assert words(
        page(client, f"{LIST}?form=press&theme=market&year=2026&q=视频"), "//ul[@class='results']//h3"
    ) == ["一段视频"]
    assert words(page(client, f"{LIST}?form=qa"), "//ul[@class='results']//h3") == []
    data = client.get(f"{LIST}?format=json").json()
    assert data["count"] == 2 and data["results"][1]["document"]["id"] == document.pk
    assert "集市办法解读" in client.get(f"{LIST}?format=atom").content.decode()
    rows = b"".join(client.get(f"{LIST}?format=csv").streaming_content).decode()
    assert explained.index_number in rows and client.get("/feeds/interpretations.atom").status_code == 301
    for nonsense in ("form=x", "year=x", "page=9", "page=0", "format=pdf"):
        assert client.get(f"{LIST}?{nonsense}").status_code == 400


def test_the_list_shows_how_punctual_interpretation_is(client, document, department, cast):
    with clock.at(moment("2026-03-06 10:00")):
        publish(make_policy(department, cast["drafter"], title="待解读"), cast)
        publish(make_interpretation(document, cast["drafter"]), cast)
        [row] = page(client, LIST).xpath("//section[@id='punctual']//tbody/tr")
        assert words(row, "./*") == ["2026年", "2", "0", "1", "0", "1"]
        said = page(client, "/disclosure/lateness/").text_content()
        assert "应当解读的文件2件，逾期1件，逾期还没有解读0件" in said


def test_the_library_tells_apart_what_is_interpreted(client, document, explained, department, cast):
    other = publish(make_policy(department, cast["drafter"], title="没有解读的"), cast)
    titles = "//ul[@class='results']//h3"
    assert words(page(client, "/policies/?interpreted=1"), titles) == [document.title]
    assert words(page(client, "/policies/?interpreted=0"), titles) == [other.title]
    counts = words(page(client, "/policies/"), "//section[@aria-labelledby='filter-interpreted']//li")
    assert counts == ["有解读1件", "没有解读1件"]
    assert client.get("/policies/?interpreted=2").status_code == 400


def test_an_interpretation_at_a_set_time_counts_from_then(client, document, cast):
    one = sign_off(make_interpretation(document, cast["drafter"]), cast)
    one.publish(by=cast["signer"], at=clock.now() + timedelta(hours=1))
    assert client.get("/api/v1/policies/?interpreted=1").json()["count"] == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert client.get("/api/v1/policies/?interpreted=1").json()["count"] == 1


def test_programs_read_an_interpretation_whole_and_find_it_from_its_document(client, document, explained):
    whole = client.get(f"/api/v1/interpretations/{explained.pk}/").json()
    assert whole["sections"][1]["clauses"][0]["name"] == "第二条第（二）项"
    assert whole["elements"]["key_terms"] == "开市：开始做买卖" and whole["late"] is False
    assert client.get("/api/v1/interpretations/?form=text").json()["results"][0]["id"] == explained.pk
    [link] = client.get(f"/api/v1/policies/{document.pk}/").json()["interpretations"]
    assert link["id"] == explained.pk and link["url"] == whole["url"]
    assert client.get("/api/v1/interpretations/?colour=red").status_code == 400
    assert client.get("/api/v1/interpretations/77/").status_code == 404


def test_search_finds_it_by_its_parts_and_meaning_has_a_text_for_each(client, explained):
    assert explained.title in body(client.get("/search/?q=每旬两回"))
    assert [part for part, _ in explained.meanings()] == [
        "",
        "background",
        "differences",
        "key_terms",
        "s1",
        "s2",
    ]


def test_list_and_page_cost_ten_queries_at_most(client, department, cast, django_assert_max_num_queries):
    for number in range(12):
        document = publish(make_policy(department, cast["drafter"], title=f"办法{number}"), cast)
        sections = [(f"问{part}", TODAY_TEXT, ["t1"]) for part in range(3)]
        one = publish(
            make_interpretation(document, cast["drafter"], title=f"解读{number}", sections=sections), cast
        )
    for address in (LIST, document.get_absolute_url()):
        client.get(address)  # what is kept for the site until something public changes
    with django_assert_max_num_queries(10):
        client.get(LIST)
    with django_assert_max_num_queries(
        11
    ):  # one asks for the revision, which outside a transaction costs none
        client.get(document.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(one.get_absolute_url())


# The front door ------------------------------------------------------------------------------------------------
STATES = ["draft", "determined", "reviewed", "signed", "scheduled", "returned", "withdrawn-error", "withdrawn-privacy",
          "revision"]  # fmt: skip


def put(state, document, cast):
    secret = {
        "title": TOKEN,
        "summary": TOKEN,
        "background": TOKEN,
        "interpreter": TOKEN,
        "transcript": TOKEN,
    }
    if state == "revision":
        public = publish(make_interpretation(document, cast["drafter"], title="公开的"), cast)
        draft = public.revise(by=cast["drafter"])
        draft.title = draft.background = draft.change_note = TOKEN
        draft.save()
        return draft
    one = make_interpretation(document, cast["drafter"], sections=[(TOKEN, TOKEN, ["t1"])], **secret)
    attach(one, png(), "图.png", title=TOKEN, alt_text=TOKEN)
    if state == "draft":
        return one
    until = {"determined": "determine", "returned": "determine", "reviewed": "review"}.get(state, "sign")
    sign_off(one, cast, until=until)
    if state == "returned":
        one.send_back(by=cast["signer"], reason="再改")
    elif state == "scheduled":
        one.publish(by=cast["signer"], at=clock.now() + timedelta(days=2))
    elif state.startswith("withdrawn"):
        one.publish(by=cast["signer"])
        one.withdraw(by=cast["signer"], kind=state.partition("-")[2], reason="原因在这里")
    return one


@pytest.mark.once
def test_no_public_address_shows_an_interpretation_that_is_not_public(client, department, cast):
    documents = [
        publish(make_policy(department, cast["drafter"], title=f"办法{n}"), cast) for n in range(len(STATES))
    ]
    records = {state: put(state, document, cast) for state, document in zip(STATES, documents, strict=True)}
    leaks = [
        address for address, text in lists(client)
        if TOKEN in text and not address.startswith("/disclosure/withdrawn/")
    ]  # fmt: skip
    for state, record in records.items():
        near = [record.document.get_absolute_url(), f"/api/v1/policies/{record.document_id}/"]
        near += [medium.get_absolute_url() for medium in record.media.all()]
        for address in [*own_addresses(record), *near]:
            answer = client.get(address)
            if TOKEN in body(answer) and state != "withdrawn-error":
                leaks.append((state, address))
    assert leaks == []


@pytest.mark.once
def test_the_walk_finds_what_is_public(client, document, cast):
    """Or the walk would prove nothing."""
    publish(make_interpretation(document, cast["drafter"], title=TOKEN), cast)
    shown = {address for address, text in lists(client) if TOKEN in text}
    assert shown >= {
        LIST,
        f"{LIST}?format=json",
        f"{LIST}?format=csv",
        f"{LIST}?format=atom",
        "/api/v1/interpretations/",
    }
