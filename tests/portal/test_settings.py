"""Settings come from the environment; nonsense stops the start with a sentence that names the variable."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def start(tmp_path, what="1", **environment):
    """A fresh process with these settings and nothing else of ours in its environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "SITE_", "DATABASE_", "PORT"))
    }
    told = {"PORTAL_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"} | environment
    command = [
        sys.executable,
        "-c",
        f"from django.conf import settings; {'; '.join(['settings.DEBUG', what and f'print(repr({what}))'])}",
    ]
    return subprocess.run(command, cwd=ROOT, env=kept | told, capture_output=True, text=True, timeout=120)


NONSENSE = [
    ("PORTAL_DEMO", "yes"), ("PORTAL_DEBUG", "true"), ("PORTAL_SEVERAL_MACHINES", "2"), ("PORTAL_SECOND_FACTOR", "on"),
    ("PORTAL_PREFIX", "xihu"), ("PORTAL_FILING_DAYS", "soon"), ("PORTAL_REVIEW_MONTHS", "-1"), ("PORTAL_IDLE_MINUTES", "0"),
    ("PORT", "http"), ("PORTAL_PROXIES", "our-proxy"), ("SITE_INDEX_FORMAT", "{town}/{serial}"), ("DATABASE_URL", "nonsense"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_stops_the_start_and_names_the_variable(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1], done.stderr[-600:]


def test_without_any_setting_it_starts_for_this_machine_alone(tmp_path):
    what = "[settings.ALLOWED_HOSTS, settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.SITE_ORIGIN, settings.PORTAL_PREFIX]"
    done = start(tmp_path, what)
    assert (
        done.stdout.strip()
        == "[['localhost', '127.0.0.1', '[::1]'], False, False, 'http://127.0.0.1:8000', '']"
    )
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_a_public_host_makes_cookies_secure_and_addresses_whole(tmp_path):
    what = "[settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SITE_ORIGIN, settings.CSRF_TRUSTED_ORIGINS]"
    done = start(tmp_path, what, PORTAL_HOSTS="www.a.example,b.example")
    assert (
        done.stdout.strip()
        == "[True, True, 'https://www.a.example', ['https://www.a.example', 'https://b.example']]"
    )


def test_keys_are_kept_from_start_to_start_and_differ_between_towns(tmp_path):
    what = "[settings.SECRET_KEY, settings.AUDIT_KEY]"
    first, again = (start(tmp_path / "a", what).stdout for _ in range(2))
    assert first == again != start(tmp_path / "b", what).stdout


def test_a_prefix_may_end_with_a_slash(tmp_path):
    what = "[settings.PORTAL_PREFIX, settings.SESSION_COOKIE_PATH]"
    assert start(tmp_path, what, PORTAL_PREFIX="/xihu/").stdout.strip() == "['/xihu', '/xihu/']"


# What the interface promises and what is read are the same, and both are documented --------------------------
def read_from_environment():
    text = (ROOT / "portal/settings.py").read_text()
    return set(re.findall(r"""["']((?:PORTAL|SITE)_[A-Z_]+|PORT|DATABASE_URL)["']\s*[,)]""", text))


def test_every_setting_of_the_interface_is_read():
    promised = "PORT PORTAL_DATA PORTAL_KEYS DATABASE_URL PORTAL_DEMO PORTAL_HOSTS PORTAL_PREFIX PORTAL_PROXIES PORTAL_SECRET_KEY"
    assert set(promised.split()) <= read_from_environment()


def documents():
    return "".join(
        path.read_text()
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
        if path.exists()
    )


def test_every_setting_is_documented():
    said = documents()
    assert {name for name in read_from_environment() if name not in said} == set()
