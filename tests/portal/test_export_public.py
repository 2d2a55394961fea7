"""The whole-library export: all that is public and nothing else, each file with its hash, whole or not at all."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from disclosure.models import Attachment
from portal.export import Export
from tests.conftest import make_information, make_policy, publish


@pytest.fixture
def library(department, cast):
    policy = publish(make_policy(department, cast["drafter"], title="公开的办法"), cast)
    record = make_information(department, cast["drafter"], title="公开的通知")
    file = Attachment(information_id=record.pk, title="附表")
    file.take("名称,数量".encode(), "附表.csv")
    file.save()
    publish(record, cast)
    make_information(department, cast["drafter"], title="没有公开的草稿")
    gone = publish(make_information(department, cast["drafter"], title="撤下的"), cast)
    gone.withdraw(by=cast["signer"], kind="privacy", reason="泄露")
    return policy, record


def test_it_holds_what_is_public_and_nothing_else(library, tmp_path, capsys):
    call_command("export_public", tmp_path / "out")
    policy, record = library
    assert json.loads((tmp_path / f"out/policies/{policy.pk}.json").read_text())["title"] == "公开的办法"
    assert json.loads((tmp_path / f"out/information/{record.pk}.json").read_text())["title"] == "公开的通知"
    everything = b"".join(
        path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()
    ).decode()
    assert "没有公开的草稿" not in everything and "撤下的" not in everything and "名称,数量" in everything


def test_the_manifest_names_every_file_with_its_hash_and_address(library, tmp_path):
    call_command("export_public", tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    named = {one["path"]: one for one in manifest["files"]}
    found = {
        str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert set(named) == found - {"manifest.json"}
    for path, one in named.items():
        data = (tmp_path / "out" / path).read_bytes()
        assert (one["sha256"], one["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
        assert one["url"].startswith("http")


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_was(library, tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "kept.txt").write_text("旧")
    with pytest.raises(CommandError, match="已有内容") as refused:
        call_command("export_public", folder)
    assert refused.value.returncode == 2
    assert [path.name for path in folder.iterdir()] == ["kept.txt"]


def test_an_export_that_breaks_leaves_nothing_behind(library, tmp_path, monkeypatch):
    monkeypatch.setattr(Export, "_attachments", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Export(tmp_path / "here" / "out").run()
    assert list((tmp_path / "here").iterdir()) == []
