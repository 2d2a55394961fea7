"""The whole site below a path of another site, through the real WSGI application in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WALK = """
import io, json, re
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from portal.wsgi import application
from django.core.management import call_command

call_command("migrate", verbosity=0)
call_command("setup_town", stdout=io.StringIO())
call_command("load_demo", documents=25, stdout=io.StringIO())


def get(address):
    said, parts = {}, urlsplit(address)
    def start(status, headers, exc_info=None):
        said.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query, "HTTP_HOST": "127.0.0.1:8000", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "HTTP_ACCEPT_ENCODING": "identity",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0),
    }
    answer = application(environ, start)
    said["body"] = b"".join(answer).decode("utf-8", "replace")
    if hasattr(answer, "close"):
        answer.close()
    return said


met, waiting, found = {"/xihu/"}, ["/xihu/"], {"statuses": {}, "outside": [], "redirects": {}, "starts": {}}
while waiting and len(found["statuses"]) < 400:
    address = waiting.pop(0)
    said = get(address)
    found["statuses"][address] = said["status"]
    if said["status"] in (301, 302):
        found["redirects"][address] = said["headers"]["location"]
    if "text/html" not in said["headers"].get("content-type", ""):
        continue
    for link in re.findall(r'(?:href|src|action)="([^"#]+)', said["body"]):
        link = unescape(link)
        if not link.startswith("/"):
            continue
        if not link.startswith("/xihu/"):
            found["outside"].append((address, link))
        elif link not in met and "/display/" not in link and "/static/" not in link and "/admin/" not in link:
            met.add(link)
            waiting.append(link)
for address in ("/xihu/sitemap.xml", "/xihu/robots.txt", "/xihu/api/v1/policies/", "/xihu/feeds/policies.atom", "/xihu/admin/"):
    said = get(address)
    found["statuses"][address] = said["status"]
    found["starts"][address] = re.findall(r"http://127\\.0\\.0\\.1:8000(/[^<\\"\\s]*)", said["body"])
    if said["status"] in (301, 302):
        found["redirects"][address] = said["headers"]["location"]
found["cookie"] = get("/xihu/admin/login/")["headers"].get("set-cookie", "")
found["healthz"] = get("/xihu/healthz")["body"]
found["taken off"] = get("/healthz")["status"]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "SITE_", "DATABASE_"))
    }
    settings = {
        "PORTAL_DATA": str(folder),
        "PORTAL_PREFIX": "/xihu",
        "PORTAL_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    command = [sys.executable, "-c", WALK]
    # the manifest of hashed static files is made by script/server; here the sources are served by name
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=kept | settings | {"PORTAL_DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_no_link_leads_out_of_the_path(walked):
    assert walked["outside"] == []


def test_every_address_that_links_reach_answers(walked):
    wrong = {
        address: status for address, status in walked["statuses"].items() if status not in (200, 301, 302)
    }
    assert wrong == {} and len(walked["statuses"]) > 60


def test_redirects_stay_below_the_path(walked):
    assert all(
        target.startswith(("/xihu/", "http://127.0.0.1:8000/xihu/"))
        for target in walked["redirects"].values()
    )
    assert "/xihu/admin/" in walked["redirects"]


@pytest.mark.parametrize("name", ["sitemap.xml", "robots.txt", "api/v1/policies/", "feeds/policies.atom"])
def test_whole_addresses_carry_the_path(walked, name):
    said = walked["starts"][f"/xihu/{name}"]
    assert said and all(path.startswith("/xihu/") for path in said)


def test_cookies_are_for_this_path_alone(walked):
    assert "Path=/xihu/" in walked["cookie"]


def test_a_proxy_may_have_taken_the_path_off(walked):
    assert walked["taken off"] == 200 and json.loads(walked["healthz"]) == {"status": "ok"}


def test_an_empty_town_is_filled_with_as_many_documents_as_were_asked_for(walked):
    assert (
        len(
            [
                address
                for address in walked["statuses"]
                if address.count("/") == 4 and address.startswith("/xihu/policies/")
            ]
        )
        >= 25
    )
