"""One stylesheet for all pages, made of the small files in `static/css/` in the order that `order.txt` names.

A page then needs one request, and a developer no build: whenever the file is asked for or collected, it is
made anew.
"""

import os
import re
import tempfile
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
RELATIVE_URL = re.compile(r"""url\(\s*(['"]?)(?![a-z]+:|[/#])([^'")]+)\1\s*\)""", re.IGNORECASE)


class StylesheetFinder(BaseFinder):
    """Offers `css/site.css` to runserver, tests and collectstatic."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.STYLESHEET_BUILD)

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        found = str(build(source_folder(), Path(self.storage.location)))
        return [found] if find_all else found

    def list(self, ignore_patterns):
        build(source_folder(), Path(self.storage.location))
        yield NAME, self.storage


def source_folder():
    """The first of STATICFILES_DIRS that names an order of stylesheets."""
    for folder in settings.STATICFILES_DIRS:
        if (Path(folder) / "css/order.txt").is_file():
            return Path(folder) / "css"
    raise ImproperlyConfigured("No folder of STATICFILES_DIRS holds css/order.txt.")


def build(source, target):
    """Writes the joined stylesheet below `target`, if it has changed, and returns its path."""
    text = joined(source)
    path = target / NAME
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Another process may be reading it, so it is replaced and never half written.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as draft:
            draft.write(text)
        os.replace(draft.name, path)
    return path


def joined(source):
    """The files of `order.txt` one after the other; ImproperlyConfigured when the folder holds others."""
    names = ordered_names(source / "order.txt")
    present = {path.relative_to(source).as_posix() for path in source.rglob("*.css")}
    problems = [f"{name} is named and missing" for name in names if name not in present]
    problems += [f"{name} is not named" for name in sorted(present.difference(names))]
    problems += [f"{name} is named twice" for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise ImproperlyConfigured(f"{source / 'order.txt'}: {'; '.join(problems)}.")
    return "\n".join(moved_urls((source / name).read_text(encoding="utf-8"), dirname(name)) for name in names)


def ordered_names(order):
    lines = (line.partition("#")[0].strip() for line in order.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def moved_urls(text, folder):
    """Relative addresses of a file in `folder`, seen from `css/` where the joined file stands."""
    return RELATIVE_URL.sub(
        lambda match: f"url({match[1]}{normpath(join(folder, match[2]))}{match[1]})", text
    )
