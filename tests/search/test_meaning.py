"""Pieces are kept with their texts, get their vectors afterwards, and are found by what they mean."""

import time
from datetime import UTC, datetime

import pytest

from search import checking, index, meaning
from search.meaning.version import MODEL
from search.models import Meanings, Piece
from tests.search.conftest import entry

making = pytest.importorskip("search.meaning.making")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not meaning.is_installed(), reason="the model is not installed"),
]


def make_all(worker="one"):
    made = 0
    while some := making.make_some(worker):
        made += some
    return made


def near(text, **more):
    return [(one.number, one.part) for one in meaning.near(text, **more)]


@pytest.fixture
def town(keep):
    keep(
        entry(1, meanings=(("title", "高龄老人生活津贴发放办法"), ("summary", "八十岁以上老人每月领多少钱"))),
        entry(2, meanings=(("title", "秸秆禁烧管理规定"),), kind="fee"),
        entry(3, meanings=(("title", "校车安全管理通知"),)),
        entry(4, meanings=(("title", "宅基地审批流程"), ("question:0", "我想在村里盖新房子，要办什么手续"))),
        entry(5),
    )
    make_all()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("我奶奶八十五了，能拿多少补助", (1, "summary")),
        ("地里的玉米杆能点火烧掉吗", (2, "title")),
        ("孩子上学坐的车安全归谁管", (3, "title")),
        ("盖房子找谁批", (4, "question:0")),
    ],
)
def test_other_words_for_the_same_thing_find_it_first(town, question, expected):
    assert near(question)[0] == expected


def test_the_best_come_first_and_no_more_than_asked_for(town):
    found = meaning.near("老人津贴", limit=3)
    assert len(found) == 3
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    assert meaning.near("老人津贴", limit=0) == [] == meaning.near(" \0 ")


def test_kinds_leave_only_theirs(town):
    assert near("盖房子", kinds=["fee"]) == [(2, "title")]
    assert near("盖房子", kinds=["nothing"]) == []


def test_what_is_not_public_yet_or_any_more_is_in_no_answer(town, keep):
    later = datetime(2099, 1, 1, tzinfo=UTC)
    keep(entry(3, meanings=(("title", "校车安全管理通知"),), visible_from=later))
    assert (3, "title") not in near("校车安全管理通知")
    assert near("校车安全管理通知", at=later)[0] == (3, "title")
    index.delete([2])
    assert (2, "title") not in near("秸秆禁烧") and not Piece.objects.filter(number=2).exists()


def test_vectors_in_memory_that_are_of_a_moment_ago_show_nothing_that_went(town, keep, monkeypatch):
    near("秸秆禁烧")  # read into memory
    monkeypatch.setattr("search.meaning.pieces.version", lambda: Meanings.objects.get().version)
    before = Meanings.objects.get().version
    index.delete([2])
    keep(entry(1, meanings=(("title", "别的"),), visible_from=datetime(2099, 1, 1, tzinfo=UTC)))
    Meanings.objects.update(version=before)
    assert {number for number, _ in near("秸秆禁烧")} == {3, 4}


def test_a_piece_without_a_vector_waits_and_is_said_to(keep):
    texts = [entry(1, "办法", meanings=(("title", "办法"), ("summary", " \n"))), entry(2, "通知")]
    keep(*texts)
    assert checking.waiting(texts) == 1 and checking.unlike(texts) == set() and near("办法") == []
    make_all()
    assert checking.waiting(texts) == 0 and near("办法") == [(1, "title")]


def test_what_did_not_change_keeps_its_vector_and_equal_texts_share_one(keep, monkeypatch):
    made = []
    of_piece = making.of_piece
    monkeypatch.setattr(making, "of_piece", lambda text: made.append(text) or of_piece(text))
    keep(entry(1, meanings=(("title", "集市管理"), ("summary", "逢三开市"))))
    make_all()
    keep(
        entry(1, meanings=(("title", "集市管理"), ("summary", "逢八开市"))),
        entry(2, meanings=(("title", "集市管理"), ("summary", "逢八开市"))),
    )
    make_all()
    assert sorted(made) == ["逢三开市", "逢八开市", "集市管理"]
    keep(entry(1, meanings=()))
    assert set(Piece.objects.values_list("number", flat=True)) == {2}


def test_another_model_asks_for_new_vectors(town):
    Piece.objects.filter(number=3).update(model="older")
    assert making.waiting().count() == 1 and (3, "title") not in near("校车")
    assert make_all() == 1 and near("校车")[0] == (3, "title")


def test_a_text_that_changed_while_its_vector_was_made_does_not_get_it(keep, monkeypatch):
    keep(entry(1, meanings=(("title", "旧名"),)))
    of_piece = making.of_piece

    def slow(text):
        keep(entry(1, meanings=(("title", "新名"),)))
        return of_piece(text)

    monkeypatch.setattr(making, "of_piece", slow)
    making.make_some("one")
    assert making.waiting().get().text == "新名"


def test_one_worker_at_a_time_until_its_lease_is_over(keep):
    keep(entry(1, meanings=(("title", "集市管理"),)))
    Meanings.objects.update(worker="dead", worker_until=int(time.time()) + making.LEASE)
    assert making.make_some("one") == 0 and making.is_leased_to_another("one")
    Meanings.objects.update(worker_until=int(time.time()) - 1)
    assert making.make_some("one") == 1
    assert making.make_some("two") == 0
    making.release("one")
    keep(entry(2, meanings=(("title", "停电"),)))
    assert making.make_some("two") == 1


def test_a_text_that_the_engine_cannot_read_is_not_tried_for_ever(keep, monkeypatch):
    def fails(text):
        raise making.Unreadable

    monkeypatch.setattr(making, "of_piece", fails)
    keep(entry(1, meanings=(("title", "集市管理"),)))
    assert make_all() == 1 and near("集市") == []
    assert Piece.objects.get().model == MODEL


def test_without_the_model_nothing_is_near(town, settings):
    settings.PORTAL_MEANING = "off"
    assert not meaning.available() and near("老人津贴") == []
    settings.PORTAL_MEANING = "beside"  # and no server runs
    assert not meaning.available() and near("老人津贴") == []
