"""check_annual_report: problems as JSON or words, exit status 0 either way; 2 for what is no report."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from oversight.tables import layout
from tests.oversight.reports import example, plain_report

KEYS = {"table", "row", "column", "expected", "found", "message"}


@pytest.fixture
def file(tmp_path):
    """Writes data to a file and gives its path."""

    def write(data, name="report.json"):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), "utf-8")
        return str(path)

    return write


def answer(*args, **options):
    said = io.StringIO()
    call_command("check_annual_report", *args, stdout=said, **options)
    return said.getvalue()


def test_a_balanced_report_has_no_problems(file):
    assert json.loads(answer(file(example()), json=True)) == {"problems": []}
    assert answer(file(example())).strip() == "勾稽关系全部成立。"


def test_each_problem_has_all_keys_and_the_reports_own_names(file):
    data = example()
    data["table4"]["复议后起诉"][4] = 4
    data["table3"]["（七）总计"]["科研机构"] = 5
    found = json.loads(answer(file(data), json=True))["problems"]
    assert {problem["table"] for problem in found} == {"table3", "table4"}
    for problem in found:
        assert set(problem) == KEYS
        assert problem["row"] in data[problem["table"]] and problem["message"] in answer(file(data))
    assert {"table": "table4", "row": "复议后起诉", "column": "总计", "expected": 3, "found": 4} in [
        {name: problem[name] for name in KEYS - {"message"}} for problem in found
    ]


def test_what_is_carried_over_is_asked_only_with_last_years_report(file):
    before = plain_report(2023)
    report = plain_report(2024, before)
    report["table2"][layout.NORMATIVE][2] += 1
    path = file(report)
    assert json.loads(answer(path, json=True)) == {"problems": []}
    found = json.loads(answer(path, previous=file(before, "before.json"), json=True))["problems"]
    assert [(one["table"], one["row"], one["column"]) for one in found] == [
        ("table2", "行政规范性文件", "现行有效件数")
    ]


@pytest.mark.parametrize(
    "content", ["", "这不是年报", "[]", "{}", '{"office": "某镇", "year": 2024}', "null", "1"]
)
def test_what_is_no_report_ends_with_2_and_a_sentence(file, content):
    bad, good = file(content, "bad.json"), file(example())
    for args, options in ([bad], {}), ([good], {"previous": bad}):
        with pytest.raises(CommandError, match="。") as refusal:
            answer(*args, **options, json=True)
        assert refusal.value.returncode == 2


def test_files_that_cannot_be_read_end_with_2(tmp_path):
    (tmp_path / "gbk.json").write_bytes("年报".encode("gbk"))
    for name in ("gbk.json", "nowhere.json", "."):
        with pytest.raises(CommandError) as refusal:
            answer(str(tmp_path / name))
        assert refusal.value.returncode == 2


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "bom.json"
    path.write_text(json.dumps(example()), "utf-8-sig")
    assert json.loads(answer(str(path), json=True)) == {"problems": []}
