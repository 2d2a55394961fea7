"""Links of a text and of its attachments: which there are, what they are, what is wrong with them.

In: HTML, or the bytes of a file. Out: `Link`s in their order, and problems in Chinese. Nothing here asks the network or
the database: whether a page of ours is there, and how an address elsewhere answered last, are arguments
(core/link_check/ asks, once a day). Source: 政府网站与政务新媒体检查指标（链接可用性）, 网站发展指引（外部链接、暗链）.
"""

from core.links.addresses import BAD, EXTERNAL, INTERNAL, OTHER, kind_of, path_of, plain_url
from core.links.files import in_file
from core.links.html import in_html
from core.links.link import Link
from core.links.problems import GONE, LABELS, MOVED, OK, UNREACHABLE, Problem, problems

__all__ = [
    "BAD", "EXTERNAL", "GONE", "INTERNAL", "LABELS", "MOVED", "OK", "OTHER", "UNREACHABLE", "Link", "Problem",
    "in_file", "in_html", "kind_of", "path_of", "plain_url", "problems",
]  # fmt: skip
