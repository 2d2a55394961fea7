"""The Nu HTML checker, called once for many pages: its start costs seconds."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

JAR = Path(sys.prefix) / "share/vnu/vnu.jar"  # script/test puts it there


def nu_check(pages, folder):
    """Errors and warnings of the checker as sentences.

    `pages` are (name, html) pairs, `folder` an empty folder for them. Where Java or the checker is missing,
    the test is skipped if that is allowed and fails otherwise.
    """
    if shutil.which("java") is None or not JAR.is_file():
        missing = pytest.skip if os.environ.get("TEST_ALLOW_MISSING") else pytest.fail
        missing("The HTML checker or Java is missing; script/test installs them.")
    names = {}
    for number, (name, html) in enumerate(pages):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[path.name] = name
    done = subprocess.run(
        [
            "java",
            "-Xss4m",
            "-jar",
            str(JAR),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            str(folder),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    )
    return [sentence(message, names) for message in json.loads(done.stdout)["messages"]]


def sentence(message, names):
    name = names.get(Path(message.get("url", "")).name, "")
    excerpt = message.get("extract", "").strip().replace("\n", " ")
    return f"{name}: line {message.get('lastLine', '?')}: {message['message']} — {excerpt}"
