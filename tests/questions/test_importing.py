"""import_questions: published at once, the same file twice changes nothing, bad rows are named and stop no other."""

import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from core.models import AuditEntry
from questions import library_file
from questions.models import Citation, Question
from tests.conftest import make_policy, publish

ROWS = [
    {"id": "a1", "question": "低保怎么申请？", "answer": "到民政窗口申请。", "topic": "救助", "also_asked": ["怎么吃低保"]},
    {"id": "a2", "question": "社保卡丢了怎么办？", "answer": "先挂失，再补卡。", "topic": "社保"},
]  # fmt: skip


def write(tmp_path, rows, name="library.jsonl"):
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def bring_in(path, capsys):
    capsys.readouterr()
    call_command("import_questions", str(path))
    return json.loads(capsys.readouterr().out)


def test_a_library_is_public_at_once_and_twice_changes_nothing(town, tmp_path, capsys, client):
    path = write(tmp_path, ROWS)
    assert bring_in(path, capsys) == {"created": 2, "changed": 0, "unchanged": 0, "masked": 0, "errors": []}
    trail = AuditEntry.objects.count()
    assert bring_in(path, capsys)["unchanged"] == 2
    assert AuditEntry.objects.count() == trail
    question = Question.objects.published().get(external_id="a1")
    assert question.phrasings == ["低保怎么申请？", "怎么吃低保"]
    assert "到民政窗口" in client.get(question.get_absolute_url()).content.decode()


def test_what_differs_is_changed_and_keeps_its_address(town, tmp_path, capsys):
    bring_in(write(tmp_path, ROWS), capsys)
    before = Question.objects.get(external_id="a2").pk
    other = [ROWS[0], ROWS[1] | {"answer": "打12333挂失。"}]
    assert bring_in(write(tmp_path, other), capsys) | {"changed": 1, "unchanged": 1} == bring_in(
        write(tmp_path, ROWS), capsys
    ) | {"changed": 1, "unchanged": 1}
    assert Question.objects.get(external_id="a2").pk == before


def test_bad_rows_are_named_and_the_others_stored(town, tmp_path, capsys):
    path = write(
        tmp_path, [ROWS[0], {"id": "x", "question": "", "answer": "有"}, ROWS[0] | {"question": "另一问"}]
    )
    with pytest.raises(SystemExit) as ended:
        call_command("import_questions", str(path))
    assert ended.value.code == 1
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [error["line"] for error in errors] == [2, 3] and "重复" in errors[1]["error"]
    assert Question.objects.published().count() == 1


def test_personal_data_is_masked(town, tmp_path, capsys):
    rows = [ROWS[0] | {"answer": "联系王某13812345678办理。"}]
    assert bring_in(write(tmp_path, rows), capsys)["masked"] == 1
    assert "138****5678" in Question.objects.get().answer
    assert bring_in(write(tmp_path, rows), capsys)["unchanged"] == 1


def test_citations_find_our_documents_and_keep_the_words_of_others(town, department, cast, tmp_path, capsys):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    cites = [
        f"{policy.document_number}第二条",
        "《社会救助暂行办法》第九条",
        {"number": policy.document_number},
    ]
    bring_in(write(tmp_path, [ROWS[0] | {"cites": cites}]), capsys)
    found = list(Citation.objects.order_by("pk"))
    assert [(one.document_id, one.clause, one.anchor) for one in found] == [
        (policy.pk, "第二条", "t2"), (None, "", ""), (policy.pk, "", ""),
    ]  # fmt: skip
    assert found[1].named == "《社会救助暂行办法》第九条"


def test_what_is_exported_comes_in_again_unchanged(town, tmp_path, capsys, client):
    bring_in(write(tmp_path, ROWS), capsys)
    for form, name in (("jsonl", "again.jsonl"), ("xlsx", "again.xlsx")):
        response = client.get(f"/policies/questions/?format={form}")
        data = b"".join(response.streaming_content) if response.streaming else response.content
        (tmp_path / name).write_bytes(data)
        assert bring_in(tmp_path / name, capsys)["unchanged"] == 2


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04broken"])
def test_what_is_no_library_is_refused_and_changes_nothing(town, tmp_path, data):
    path = tmp_path / "broken.jsonl"
    path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("import_questions", str(path))
    assert refused.value.returncode == 2 and not Question.objects.exists()


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(data):
    try:
        rows = library_file.read(data, "some.jsonl")
    except library_file.Unreadable as refusal:
        assert str(refusal)
    else:
        assert all(row.problems or (row.id and row.question and row.answer) for row in rows)
