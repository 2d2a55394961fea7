"""Office files as packages of parts: what they would fetch or run when somebody opens them."""

import io
import re
import zipfile
from pathlib import PurePosixPath

from lxml import etree

LARGEST_PART = 1 << 20  # of a part that is read here
# Office opens these without asking: a program, an object of another program, a workbook within a document is a document.
MACROS = re.compile(r"vbaProject|macrosheets/|activeX/", re.I)
EMBEDDED = re.compile(r"(?:^|/)embeddings/.*\.bin$|\.(?:exe|dll|scr|js|vbs|bat|cmd|ps1|hta|jar|lnk)$", re.I)
FOLLOWED_BY_HAND = (
    "hyperlink",
)  # the last word of a relation's type: nothing is fetched until somebody clicks


class Broken(ValueError):
    """No package that can be read to its end."""


class Package:
    """The parts of an office file; every name and every declaration is read as programs read it, not as text."""

    def __init__(self, data: bytes):
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self.names = set(self._archive.namelist())
        except Exception as error:  # zipfile and zlib raise whatever they stumble on in a broken file
            raise Broken from error

    def holds_macros(self) -> bool:
        declared = next((name for name in self.names if name.lower() == "[content_types].xml"), None)
        types = self._attributes(declared, "ContentType") if declared else []
        return any("macroenabled" in one.lower() for one in types) or any(map(MACROS.search, self.names))

    def holds_objects(self) -> bool:
        """Whether something of another program lies in it."""
        return any(map(EMBEDDED.search, self.names))

    def calls_out(self) -> bool:
        """Whether opening it would fetch something from elsewhere; plain hyperlinks wait for a click."""
        return any(
            self._fetches(name) for name in self.names if PurePosixPath(name).suffix.lower() == ".rels"
        )

    def _fetches(self, name):
        root = self._root(name)
        if root is None:
            return True  # what cannot be looked into is not let through
        for one in root.iter():
            said = {etree.QName(key).localname.lower(): value for key, value in one.attrib.items()}
            is_elsewhere = said.get("targetmode", "").strip().lower() == "external"
            kind = said.get("type", "").rsplit("/", 1)[-1].lower()
            if is_elsewhere and kind not in FOLLOWED_BY_HAND:
                return True
        return False

    def _attributes(self, name, attribute):
        root = self._root(name)
        if root is None:
            return ["macroEnabled"]  # unreadable declarations are judged as the worst
        return [value for one in root.iter() for key, value in one.attrib.items() if key == attribute]

    def _root(self, name):
        """The XML of a part; None for what is too large or no XML."""
        data = self._read(name)
        if data is None or b"<!DOCTYPE" in data.replace(b"\0", b""):
            return None
        try:
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return None

    def _read(self, name):
        try:
            with self._archive.open(name) as part:
                data = part.read(LARGEST_PART + 1)
        except Exception as error:  # encrypted parts, unknown compressions, broken streams
            raise Broken from error
        return data if len(data) <= LARGEST_PART else None
