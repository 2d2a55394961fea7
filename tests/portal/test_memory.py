"""Libraries that few requests need are not carried by every worker (core/lazy.py)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = ["openpyxl", "pypdf", "weasyprint", "docx", "PIL"]
ASK = """
import os, sys, types
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print([name for name in {heavy} if type(sys.modules.get(name)) is types.ModuleType])
"""


def test_a_worker_starts_without_the_libraries_that_few_requests_need(tmp_path):
    asked = subprocess.run(
        [sys.executable, "-c", ASK.format(heavy=HEAVY)], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"PORTAL_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert asked.stdout.strip() == "[]"
