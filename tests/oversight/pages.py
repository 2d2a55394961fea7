"""Reading a page as a browser would: a few selectors over lxml."""

import re

import lxml.html

PART = re.compile(
    r"(?P<tag>^[a-z0-9]+)|\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<attr>[\w-]+)(?:='(?P<value>[^']*)')?\]|:not\(\.(?P<no>[\w-]+)\)"
)


def tree(client, address):
    """The page at an address, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml.html.fromstring(answer.content.decode())


def words(node) -> str:
    """The text of a node, as one line."""
    return "".join(node.itertext()).strip()


def find(node, selector: str) -> list:
    """Nodes below `node` by a selector of tags, .classes, #ids, [attributes], :not(.class), descendants and `>`."""
    steps, axis = ".", "//"
    for simple in re.findall(r"(?:\[[^\]]*\]|[^\s\[])+", selector):
        if simple == ">":
            axis = "/"
            continue
        steps, axis = f"{steps}{axis}{_step(simple)}", "//"
    return node.xpath(steps)


def _step(simple):
    tag, tests = "*", ""
    for part in PART.finditer(simple):
        if part["tag"]:
            tag = part["tag"]
        elif part["cls"]:
            tests += f"[{_has(part['cls'])}]"
        elif part["no"]:
            tests += f"[not({_has(part['no'])})]"
        elif part["id"]:
            tests += f"[@id='{part['id']}']"
        else:
            value = "" if part["value"] is None else f"='{part['value']}'"
            tests += f"[@{part['attr']}{value}]"
    return tag + tests


def _has(name):
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
