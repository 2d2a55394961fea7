"""The command: findings with their places, or every line with its kinds; what fails is said and does not stop the rest."""

import io
import json

import docx
import pytest
from django.core.management import CommandError, call_command

from tests.core.test_privacy_lines import Maker

MOBILE = "13812345678"


def run(*arguments):
    out, errors = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("scan_privacy", *map(str, arguments), stdout=out, stderr=errors)
    except CommandError as refusal:
        code = refusal.returncode
        errors.write(str(refusal))
    return code, out.getvalue().splitlines(), errors.getvalue()


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "名单.txt"
    path.write_bytes(f"公示\r\n\r\n沈某 {MOBILE}\r\n身份证号：{Maker(1).id()}\r\n".encode("gb18030"))
    return path


def test_each_finding_is_an_object_that_names_file_place_kind_and_mask(text):
    code, lines, errors = run(text, "--json")
    first, second = map(json.loads, lines)
    assert (code, errors) == (0, "")
    assert first == {"file": str(text), "where": "第3行", "kind": "mobile", "masked": "138****5678"}
    assert second["where"] == "第4行" and second["kind"] == "id18" and MOBILE not in "".join(lines)


def test_people_read_words(text):
    assert run(text)[1][0].split("\t")[1:] == ["第3行", "手机号码", "138****5678"]


def test_every_line_has_its_line_of_output(text):
    code, lines, errors = run("--lines", text)
    assert (code, errors) == (0, "")
    assert list(map(json.loads, lines)) == [
        {"line": 1, "kinds": []},
        {"line": 2, "kinds": []},
        {"line": 3, "kinds": ["mobile"]},
        {"line": 4, "kinds": ["id18"]},
    ]


def test_lines_are_ended_by_breaks_only(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"一\x0c{MOBILE}\u2028二\n\n三", encoding="utf-8")
    assert [json.loads(line)["line"] for line in run("--lines", path)[1]] == [1, 2, 3]
    path.write_bytes(b"")
    assert run("--lines", path) == (0, [], "")


def test_a_number_does_not_reach_over_lines_that_are_cases_of_their_own(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("电话：13812\n345678\n", encoding="utf-8")
    assert [json.loads(line)["kinds"] for line in run("--lines", path)[1]] == [[], []]


def test_of_several_files_the_bad_ones_are_named_and_the_others_scanned(text, tmp_path):
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    code, lines, errors = run(text, broken, tmp_path / "没有.txt", tmp_path, "--json")
    assert code == 1 and len(lines) == 2
    assert "坏.docx：文件已损坏" in errors and "没有.txt" in errors and "3个文件没有扫描" in errors


@pytest.mark.parametrize("arguments", [["没有.txt"], ["没有.txt", "--lines"]])
def test_where_nothing_could_be_scanned_the_status_is_two(arguments):
    code, lines, errors = run(*arguments)
    assert code == 2 and lines == [] and "没有.txt" in errors


def test_office_files_have_no_lines(tmp_path):
    document = docx.Document()
    document.add_paragraph(f"沈某 {MOBILE}")
    document.save(tmp_path / "a.docx")
    assert json.loads(run(tmp_path / "a.docx", "--json")[1][0])["where"] == "第1段"
    assert run(tmp_path / "a.docx", "--lines")[0] == 2
