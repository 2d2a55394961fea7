"""PowerPoint and OFD."""

import re
from collections.abc import Iterator

from core.scanning.package import Package, local, other_pieces, texts
from core.scanning.pieces import NO_TEXT_LAYER, Piece, Unscannable


def slide_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    done = {
        name
        for name in package.names
        if re.search(r"/(?:theme|slideLayouts|slideMasters)/|Props\.xml$|tableStyles", name)
    }
    for name in package.names:
        if match := re.fullmatch(r"ppt/slides/slide([0-9]+)\.xml", name):
            done.add(name)
            root = package.root(name)
            if root.get("show") in ("0", "false"):
                hidden.append(f"隐藏的第{match[1]}张幻灯片")
            yield from (Piece(f"第{match[1]}张幻灯片", text) for text in texts(root))
    yield from other_pieces(package, hidden, done)


def ofd_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    found = False
    for name in package.names:
        if not name.lower().endswith(".xml"):
            continue
        page = re.search(r"Page_?([0-9]+)", name, re.I)
        where = f"第{int(page[1]) + 1}页" if page else "文档属性"
        codes = [each.text or "" for each in package.root(name).iter() if local(each) == "TextCode"]
        found = found or bool(codes)
        yield Piece(where, "\n".join(codes))
    if not found:
        raise Unscannable(NO_TEXT_LAYER)
