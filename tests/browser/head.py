"""What must stand in the head of every page, and once on it."""

from lxml import html

# the site and column tags of every government page; the article tags of every content page
SITE_TAGS = (
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
)
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")


def faults_of_head(text):
    """Sentences; none is good. A page that names any article tag must name all."""
    page = html.document_fromstring(text)
    tags = {tag.get("name"): (tag.get("content") or "").strip() for tag in page.iterfind(".//meta[@name]")}
    wanted = SITE_TAGS + (ARTICLE_TAGS if set(ARTICLE_TAGS) & set(tags) else ())
    faults = [
        f"META {name} is {'empty' if name in tags else 'missing'}" for name in wanted if not tags.get(name)
    ]
    headings = page.findall(".//h1")
    if len(headings) != 1 or not headings[0].text_content().strip():
        faults.append(f"{len(headings)} h1")
    if not (page.findtext(".//title") or "").strip():
        faults.append("no title")
    if page.get("lang") != "zh-CN":
        faults.append(f"lang is {page.get('lang')!r}")
    return faults
