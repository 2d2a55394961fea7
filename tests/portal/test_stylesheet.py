"""css/site.css is made of the files that order.txt names."""

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from portal.stylesheet import StylesheetFinder

PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture
def css(tmp_path, settings):
    """A folder of stylesheets that settings point to."""
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STYLESHEET_BUILD = tmp_path / "build"
    folder = tmp_path / "static/css"
    (folder / "parts").mkdir(parents=True)
    (folder / "tokens.css").write_text(":root { --ink: #111 }\n")
    (folder / "parts/list.css").write_text(".list { background: url(../../img/dot.svg) }\n")
    (folder / "order.txt").write_text("# first the tokens\ntokens.css\n\nparts/list.css  # then parts\n")
    finders.get_finder.cache_clear()
    yield folder
    finders.get_finder.cache_clear()


def read(found):
    with open(found, encoding="utf-8") as file:
        return file.read()


def test_files_are_joined_in_the_order_that_is_named(css):
    text = read(StylesheetFinder().find("css/site.css"))
    assert text.index("--ink") < text.index(".list")


def test_a_change_shows_at_the_next_request(css):
    finder = StylesheetFinder()
    finder.find("css/site.css")
    (css / "tokens.css").write_text(":root { --ink: #222 }\n")
    assert "#222" in read(finder.find("css/site.css"))


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("url(../../img/dot.svg)", "url(../img/dot.svg)"),
        ("url('dot.svg')", "url('parts/dot.svg')"),
        ('url( "../dot.svg" )', 'url("dot.svg")'),
        ("url(/static/dot.svg)", "url(/static/dot.svg)"),
        ("url(#gradient)", "url(#gradient)"),
        ("url(data:image/svg+xml;base64,AA==)", "url(data:image/svg+xml;base64,AA==)"),
    ],
)
def test_relative_addresses_stay_right(css, written, served):
    (css / "parts/list.css").write_text(f".list {{ background: {written} }}\n")
    assert served in read(StylesheetFinder().find("css/site.css"))


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        ("tokens.css", "parts/list.css is not named"),
        ("tokens.css\nparts/list.css\nform.css", "form.css is named and missing"),
        ("tokens.css\nparts/list.css\ntokens.css", "tokens.css is named twice"),
    ],
)
def test_an_order_that_does_not_fit_the_folder_is_refused(css, order, complaint):
    (css / "order.txt").write_text(order)
    with pytest.raises(ImproperlyConfigured, match=complaint):
        StylesheetFinder().find("css/site.css")


def test_a_folder_without_an_order_is_refused(css):
    (css / "order.txt").unlink()
    with pytest.raises(ImproperlyConfigured, match=r"order\.txt"):
        list(StylesheetFinder().list([]))


def test_only_that_one_file_is_offered(css):
    finder = StylesheetFinder()
    assert finder.find("css/tokens.css") == []
    assert finder.find("css/tokens.css", find_all=True) == []
    assert [path for path, _ in finder.list([])] == ["css/site.css"]


def test_collectstatic_takes_it(css, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["portal.stylesheet.StylesheetFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_STORAGE}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert ".list" in read(tmp_path / "collected/css/site.css")


def test_the_stylesheet_of_this_project_can_be_made(settings, tmp_path):
    settings.STYLESHEET_BUILD = tmp_path
    assert "--" in read(StylesheetFinder().find("css/site.css"))
