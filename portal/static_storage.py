"""Static files with the hash of their content in their names, compressed once; the editor without its ballast."""

import re

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

# CKEditor brings 1 250 files; collecting and compressing those that no page of ours loads took most of a minute.
UNUSED = re.compile(
    r"ckeditor/(galleriffic|file-icons)/"
    r"|ckeditor/ckeditor/(samples|adapters|vendor)/"
    r"|ckeditor/ckeditor/plugins/(wsc|scayt|docprops|codesnippet|sourcedialog|image2|specialchar|uicolor|placeholder|"
    r"devtools|mathjax|smiley|language|exportpdf|embed\w*|autoembed|flash|iframe|forms|templates|preview|magicline|"
    r"uploadwidget|showblocks|about)/"
    r"|ckeditor/ckeditor/(?:plugins/\w+/)?(?:dialogs/)?lang/(?!zh-cn\.js|en\.js)"
)


class AppFilesFinder(AppDirectoriesFinder):
    """The files of installed apps, without those of the editor that are never used."""

    def list(self, ignore_patterns):
        for path, storage in super().list(ignore_patterns):
            if not UNUSED.match(path):
                yield path, storage

    def find(self, path, *args, **kwargs):
        return [] if UNUSED.match(path) else super().find(path, *args, **kwargs)


class HashedStorage(CompressedManifestStaticFilesStorage):
    manifest_strict = True
