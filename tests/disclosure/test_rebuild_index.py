"""The public catalogue and the records agree; `rebuild_index` writes it anew, `--check` finds what differs."""

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from core import revision
from disclosure import daily, rebuilding
from disclosure.models import Category, Entry, Information, Theme
from disclosure.models.entry import EntryLabel
from search import index
from search.models import Piece, State
from search.text import TOKENIZER_VERSION
from tests.conftest import make_information, make_policy, publish


@pytest.fixture
def records(department, drafter, cast):
    """A published record with a theme, a policy, an archived record, a withdrawn one and a draft."""
    theme = Theme.objects.create(slug="yanglao", name="养老")
    plain, archived, gone = (
        make_information(department, drafter, title=name) for name in ("通知", "旧事", "撤了")
    )
    plain.themes.add(theme)
    policy = make_policy(department, drafter)
    for record in (plain, policy, archived, gone):
        publish(record, cast)
    archived.withdraw(by=cast["signer"], kind=Information.Withdrawal.ARCHIVED, reason="过时")
    gone.withdraw(by=cast["signer"], kind=Information.Withdrawal.ERROR, reason="发错")
    make_information(department, drafter, title="草稿")
    return {"plain": plain, "policy": policy, "archived": archived, "gone": gone}


def snapshot():
    names = [field.attname for field in Entry._meta.concrete_fields]
    labels = sorted(EntryLabel.objects.values_list("entry", "dimension", "value"))
    return list(Entry.objects.order_by("pk").values_list(*names)), labels


def found():
    return list(rebuilding.disagreements())


def test_what_the_verbs_write_agrees(records):
    assert found() == [] and Entry.objects.count() == 3
    call_command("rebuild_index", check=True)


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("title", "别的", "名称"), ("summary", "", "内容概述"), ("archived", True, "已归档"), ("year", 1999, "年度"),
        ("theme_keys", "", "theme"), ("path", "x/", "地址"), ("kind", "policy", "类别"), ("issuer", "", "发文机关"),
    ],
)  # fmt: skip
def test_a_changed_column_is_found_and_put_right(records, column, value, named, capsys):
    before = snapshot()
    Entry.objects.filter(information=records["plain"]).update(**{column: value})
    with pytest.raises(CommandError) as disagreement:
        call_command("rebuild_index", check=True)
    assert disagreement.value.returncode == 1
    said = capsys.readouterr().err
    assert records["plain"].title in said and named in said
    call_command("rebuild_index")
    assert snapshot()[0] == before[0] and found() == []


def test_another_office_or_category_is_found(records, town):
    Entry.objects.filter(information=records["plain"]).update(
        office=town, category=Category.objects.get(slug="normative")
    )
    [sentence] = found()
    assert "责任机构" in sentence and "栏目" in sentence


def test_a_lost_and_a_strange_label_are_found_and_put_right(records):
    EntryLabel.objects.filter(entry__information=records["policy"], dimension="issuer").delete()
    EntryLabel.objects.create(
        entry=Entry.objects.get(information=records["plain"]), dimension="audience", value="nobody"
    )
    sentences = found()
    assert len(sentences) == 2 and "audience" in sentences[0] and "issuer" in sentences[1]
    call_command("rebuild_index")
    assert found() == []


def test_a_missing_row_comes_back_with_its_days_in_force(records):
    before = snapshot()
    Entry.objects.filter(information=records["policy"]).drop()
    [sentence] = found()
    assert "目录里没有" in sentence and records["policy"].title in sentence
    call_command("rebuild_index")
    assert found() == []
    row = Entry.objects.get(information=records["policy"])
    old = next(one for one in before[0] if records["policy"].title in one)
    assert (row.in_force_runs, row.in_force_from) != (0, None) and row.in_force_from in old


def test_a_row_of_a_record_that_is_not_public_is_found_and_dropped(records):
    row = Entry.objects.get(information=records["plain"])
    row.pk, row.information_id = None, records["gone"].pk
    row.save(force_insert=True)
    [sentence] = found()
    assert "多出一行" in sentence
    call_command("rebuild_index")
    assert found() == [] and not Entry.objects.filter(information=records["gone"]).exists()


def test_rows_of_other_things_than_records_are_left_alone(records):
    row = Entry.objects.get(information=records["plain"])
    row.pk, row.information_id, row.kind = None, None, "question"
    row.save(force_insert=True)
    assert found() == []
    call_command("rebuild_index")
    assert Entry.objects.filter(kind="question").exists()


def test_rebuilding_twice_changes_nothing_and_tells_the_cache(records, monkeypatch):
    monkeypatch.setattr(rebuilding, "CHUNK", 2)  # several transactions
    before, number = snapshot()[0], revision.current()
    told = []
    assert rebuilding.rebuild(told.append) == (3, 0)
    assert rebuilding.rebuild() == (3, 0)
    assert snapshot()[0] == before and told == [2, 3]
    assert revision.current() > number


def test_comparing_costs_a_few_queries_for_each_record(
    records, drafter, cast, department, django_assert_max_num_queries
):
    for _ in range(5):
        publish(make_information(department, drafter), cast)
    with django_assert_max_num_queries(60):
        assert found() == []


def test_what_search_does_not_know_as_it_is_is_found_and_put_right(records):
    row = records["plain"].entry
    index.index(row.searchable("别的字"))
    index.delete([records["policy"].entry.pk])
    index.index(replace(row.searchable(""), number=999))
    assert len(found()) == 3
    call_command("rebuild_index")
    assert found() == []


def test_another_tokenizer_asks_for_a_rebuild(records):
    State.objects.update(version="0")
    assert found() == ["检索库由另一版本的分词写成。"]
    assert daily.keep_index(None).done.startswith("按新的分词重写3")
    assert found() == [] and State.objects.get().version == TOKENIZER_VERSION


def test_meanings_are_written_with_the_record_and_go_with_it_and_waiting_is_no_fault(records, cast, capsys):
    kept = Piece.objects.filter(number=records["plain"].entry.pk)
    assert dict(kept.values_list("part", "text")) == {
        "title": records["plain"].title, "summary": records["plain"].summary
    }  # fmt: skip
    assert not Piece.objects.exclude(number__in=Entry.objects.values("pk")).exists()
    call_command("rebuild_index", check=True)
    assert "语义向量等待生成" in capsys.readouterr().out
    records["plain"].withdraw(by=cast["signer"], kind=Information.Withdrawal.PRIVACY, reason="含个人信息")
    assert not kept.exists()


def test_rebuilding_writes_pieces_that_are_missing_and_drops_those_of_nothing(records):
    before = Piece.objects.count()
    Piece.objects.first().delete()
    Piece.objects.create(number=999, part="title", text="x", digest="x")
    assert any("第999行" in sentence for sentence in found())
    call_command("rebuild_index")
    assert Piece.objects.count() == before and found() == []


def test_the_start_rebuilds_an_index_of_another_tokenizer(records, monkeypatch):
    State.objects.update(version="of yesterday")
    monkeypatch.setattr("portal.static_stamp.is_current", lambda: True)
    call_command("prepare", stderr=io.StringIO(), stdout=io.StringIO())
    assert State.objects.get().version == TOKENIZER_VERSION
    call_command("rebuild_index", check=True)
