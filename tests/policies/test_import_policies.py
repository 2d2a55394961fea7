"""The import command: what it prints, what it stores, what it refuses, and what a second run does."""

import json
from io import StringIO

import docx
import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from disclosure.models import Entry, Information
from policies import actions
from policies.models import Issuer, Policy, ValidityPeriod
from tests.conftest import make_policy

KEYS = [
    "file", "id", "title", "document_number", "issuer", "written_on", "published_on", "effective_on", "expires_on",
    "attribute", "clauses", "warnings", "error",
]  # fmt: skip
MARKET = """杏川镇人民政府
关于印发《杏川镇集市管理办法》的通知
杏政规〔2024〕3号

各村民委员会：
现将《杏川镇集市管理办法》印发给你们，请遵照执行。

第一章　总则
第一条　为了规范集市秩序，方便群众生产生活，制定本办法。
第二条　集市逢三、八开市，摊位按下列办法分配：
（一）自产自销的，不收费；
（二）其他的，由集市管理员统一安排。
第三条　本办法自2024年3月1日起施行，有效期两年。

杏川镇人民政府
2024年2月1日
（此件公开发布）
"""
WATER = MARKET.replace("集市", "灌溉").replace("3号", "4号")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "files"
    made.mkdir()
    (made / "market.txt").write_text(MARKET)
    return made


def bring_in(*paths, **options):
    """(lines, exit status) of one run."""
    out, status = StringIO(), 0
    try:
        call_command("import_policies", *map(str, paths), stdout=out, stderr=StringIO(), **options)
    except SystemExit as end:
        status = end.code
    return [json.loads(line) for line in out.getvalue().splitlines()], status


# What it says ----------------------------------------------------------------------------------------------
def test_a_file_becomes_one_line_with_the_keys_of_the_interface(town, folder):
    (line,), status = bring_in(folder / "market.txt")
    policy = Policy.objects.get()
    assert list(line) == KEYS and status == 0
    assert line["file"] == "market.txt" and line["id"] == policy.pk and line["error"] is None
    assert line["document_number"] == "杏政规〔2024〕3号" and line["issuer"] == "杏川镇人民政府"
    assert (line["written_on"], line["effective_on"], line["expires_on"]) == (
        "2024-02-01",
        "2024-03-01",
        "2026-02-28",
    )
    assert line["attribute"] == "proactive" and policy.status == "draft"


def test_clauses_are_a_flat_list_in_order_as_the_api_gives_it(client, town, folder):
    (line,), _ = bring_in(folder, publish=True)
    assert [clause["label"] for clause in line["clauses"] if clause["level"] == "条"] == [
        "第一条",
        "第二条",
        "第三条",
    ]
    assert {tuple(clause) for clause in line["clauses"]} == {("level", "label", "anchor", "text")}
    levels = {"编", "章", "节", "条", "款", "项", "一", "（一）", "1", "（1）"}
    assert {clause["level"] for clause in line["clauses"]} <= levels
    assert line["clauses"] == client.get(f"/api/v1/policies/{line['id']}/").json()["clauses"]


def test_a_line_is_utf8_and_not_escaped(town, folder):
    out = StringIO()
    call_command("import_policies", str(folder), stdout=out, stderr=StringIO())
    assert "杏政规〔2024〕3号" in out.getvalue()


def test_progress_goes_to_standard_error_and_not_among_the_lines(town, folder, capsys):
    call_command("import_policies", str(folder))
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1 and "1/1" in said.err
    call_command("import_policies", str(folder), json=True)
    assert capsys.readouterr().err == ""


def test_a_dry_run_reads_everything_and_stores_nothing(town, folder):
    before = AuditEntry.objects.count()
    (line,), status = bring_in(folder, dry_run=True, publish=True)
    assert line["title"] and line["clauses"] and line["id"] is None and status == 0
    assert not Information.objects.exists() and not Issuer.objects.exists()
    assert AuditEntry.objects.count() == before


# Folders, bad files ----------------------------------------------------------------------------------------
def test_a_folder_is_read_with_all_below_it_in_order_and_other_files_are_left(town, folder):
    (folder / "deep").mkdir()
    (folder / "deep" / "water.HTML").write_text(
        f"<html><body>{''.join(f'<p>{line}</p>' for line in WATER.splitlines())}</body></html>"
    )
    document = docx.Document()
    for paragraph in WATER.replace("4号", "5号").splitlines():
        document.add_paragraph(paragraph)
    document.save(folder / "zoo.docx")
    (folder / "notes.md").write_text("not a document")
    lines, status = bring_in(folder)
    assert [line["file"] for line in lines] == ["water.HTML", "market.txt", "zoo.docx"] and status == 0
    assert Policy.objects.count() == 3


def test_a_bad_file_among_good_ones_is_reported_and_the_others_are_stored(town, folder):
    (folder / "a-broken.docx").write_bytes(b"PK\x03\x04 no archive")
    (folder / "b-empty.txt").write_text("")
    (folder / "water.txt").write_text(WATER)
    lines, status = bring_in(folder)
    assert status == 1
    assert [bool(line["error"]) for line in lines] == [True, True, False, False]
    assert all(list(line) == KEYS for line in lines)
    assert Policy.objects.count() == 2


def test_a_title_that_no_column_holds_is_an_error_of_its_file(town, folder):
    (folder / "long.txt").write_text(
        f"关于{'很' * 400}长的通知\n\n第一条　内容。\n\n杏川镇人民政府\n2024年2月1日\n"
    )
    lines, _ = bring_in(folder)
    assert all(len(policy.title) <= 300 for policy in Policy.objects.all())
    assert Policy.objects.filter(number_key="杏政规〔2024〕3号").exists()
    assert len(lines) == 2


@pytest.mark.parametrize(
    "options", [{"office": "没有这个机构"}, {"category": "no-such"}, {"office": "town", "category": ""}]
)
def test_an_unknown_office_or_category_ends_with_2_and_stores_nothing(town, folder, options):
    with pytest.raises(CommandError) as refusal:
        bring_in(folder, **options)
    assert refusal.value.returncode == 2
    assert not Policy.objects.exists()


def test_a_missing_path_ends_with_2_before_anything_is_stored(town, folder):
    with pytest.raises(CommandError) as refusal:
        bring_in(folder, folder / "missing.txt")
    assert refusal.value.returncode == 2 and "missing.txt" in str(refusal.value)
    assert not Policy.objects.exists()


def test_without_a_town_it_says_what_to_do_first(db, folder):
    with pytest.raises(CommandError) as refusal:
        bring_in(folder)
    assert refusal.value.returncode == 2 and "setup_town" in str(refusal.value)


# Twice, and cut short --------------------------------------------------------------------------------------
def test_the_same_files_twice_make_no_doubles(town, folder):
    (folder / "water.txt").write_text(WATER.replace("杏政规〔2024〕4号\n", ""))
    first, _ = bring_in(folder)
    second, status = bring_in(folder)
    assert [line["id"] for line in first] == [line["id"] for line in second] and status == 0
    assert Policy.objects.count() == 2 and Issuer.objects.count() == 1
    assert any("没有重复导入" in warning for warning in second[0]["warnings"])


def test_a_new_issuer_finds_a_free_address_even_after_one_was_deleted(town, folder):
    for name in ("甲局", "乙局"):
        actions.issuer_called(name)
    Issuer.objects.get(name="甲局").delete()
    _, status = bring_in(folder)
    assert status == 0 and Issuer.objects.count() == 2


class Killed(BaseException):
    """As if the process had been killed."""


def test_killed_between_two_files_the_first_is_whole_and_a_second_run_brings_the_rest(
    town, folder, monkeypatch
):
    (folder / "water.txt").write_text(WATER)
    seen = []

    def killed_at_the_second(data, name):
        seen.append(name)
        if len(seen) == 2:
            raise Killed
        return read(data, name)

    read = actions.read_file
    monkeypatch.setattr(actions, "read_file", killed_at_the_second)
    with pytest.raises(Killed):
        bring_in(folder, publish=True)
    assert [policy.status for policy in Policy.objects.all()] == ["published"]
    monkeypatch.undo()
    _, status = bring_in(folder, publish=True)
    assert status == 0 and Policy.objects.published().count() == 2


def test_killed_between_storing_and_publishing_a_second_run_publishes(town, folder):
    bring_in(folder)
    lines, status = bring_in(folder, publish=True)
    assert status == 0 and lines[0]["error"] is None
    assert Policy.objects.published().count() == 1


def test_a_draft_of_a_person_is_never_published_by_an_import(town, folder, department, drafter):
    make_policy(department, drafter, document_number="杏政规〔2024〕3号")
    bring_in(folder, publish=True)
    assert Policy.objects.get().status == "draft"


# --publish -------------------------------------------------------------------------------------------------
def test_publishing_makes_migrated_records_through_the_gate_and_says_so(client, town, department, folder):
    options = {
        "publish": True,
        "office": department.slug,
        "category": "other-documents",
        "reason": "从旧网站迁移",
    }
    (line,), status = bring_in(folder, **options)
    policy = Policy.objects.get(pk=line["id"])
    assert status == 0 and policy.status == "published" and policy.migrated
    assert policy.office == department and policy.category.slug == "other-documents"
    assert policy.interpretation_excuse == Policy.Excuse.MIGRATED and policy.index_number
    assert client.get(policy.get_absolute_url()).status_code == 200
    assert (
        Entry.objects.filter(information=policy).exists()
        and ValidityPeriod.objects.filter(policy=policy).exists()
    )
    entry = AuditEntry.objects.about(policy).get(verb="历史文件迁移发布")
    assert entry.note == "从旧网站迁移" and entry.actor is None and entry.office == department


def test_by_default_the_town_answers_for_it(town, folder):
    bring_in(folder, publish=True)
    policy, entry = Policy.objects.get(), AuditEntry.objects.get(verb="历史文件迁移发布")
    assert policy.office == town and policy.category.slug == "normative" and entry.note == "历史文件"


def test_a_refused_one_stays_a_draft_with_its_error_and_the_others_go_on(town, folder):
    (folder / "a-private.txt").write_text(WATER.replace("不收费", "联系王某某13812345678"))
    lines, status = bring_in(folder, publish=True)
    refused, taken = lines
    assert status == 1 and "保留为草稿" in refused["error"] and "13812345678" not in refused["error"]
    assert taken["error"] is None
    policy = Policy.objects.get(pk=refused["id"])
    assert policy.status == "draft" and not policy.migrated and policy.published_at is None
    assert not AuditEntry.objects.about(policy).filter(verb="历史文件迁移发布").exists()
    assert not Entry.objects.filter(information=policy).exists()


@pytest.mark.parametrize("note", ["（此件依申请公开）", "（此件不予公开）"])
def test_what_was_not_to_be_published_is_not(town, folder, note):
    (folder / "market.txt").write_text(MARKET.replace("（此件公开发布）", note))
    (line,), status = bring_in(folder, publish=True)
    assert status == 1 and line["error"] and not Policy.objects.published().exists()
