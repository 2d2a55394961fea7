"""Personal data and hidden content in files, before they are published.

In: the bytes of a file and its name. Out: where personal data stands, of which kind, and masked: never the
data itself. What cannot be read raises `Unscannable` with a Chinese message: a file that nobody could look
into is not a clean file. Word, Excel, PowerPoint and OFD files are read as the zipped XML that they are,
every part of them, so that text boxes, deletions, caches of pivot tables and properties are seen too.

Source of the duty: 条例 15、17 条（公开前审查）; attachments are scanned like bodies.
"""

from core.scanning.files import hidden_content, scan_file
from core.scanning.pieces import NO_TEXT_LAYER, FileFinding, Unscannable
from core.scanning.text import decode

__all__ = ["NO_TEXT_LAYER", "FileFinding", "Unscannable", "decode", "hidden_content", "scan_file"]
