"""What every page must hold to, measured in the browser. Each check returns sentences; none is good."""

from functools import cache
from importlib.resources import files

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": {"assets": ["media"]},  # only an experimental rule reads the stylesheets
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
ALL_BUT_COLOURS = AXE_OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}
SIZES_ONLY = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable", "meta-viewport"]},
}
COLOURS_ONLY = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = e => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
  const wide = [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e.parentElement));
  const names = wide.map(e => `<${e.tagName.toLowerCase()} class="${e.getAttribute('class') || ''}"> ` +
    `${(e.textContent || '').replace(/\\s+/g, ' ').trim().slice(0, 40)}`);
  return names.length ? [...new Set(names)].slice(0, 5) : ['the page'];
}"""


@cache
def axe_source():
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe(page, options=AXE_OPTIONS):
    """Barriers that axe finds. The debugger puts it into the page, so the page's CSP stays as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{rule['id']}: {rule['help']} — {node['html'][:160]} ({(node['failureSummary'] or '')[:300]})"
        for rule in found
        for node in rule["nodes"]
    ]


def colours(page):
    """What a mode that changes nothing but colours can break."""
    return axe(page, COLOURS_ONLY)


def all_but_colours(page):
    """What a mode that leaves the colours as they are can break; contrast is three quarters of axe's time."""
    return axe(page, ALL_BUT_COLOURS)


def sizes(page):
    """What a mode that changes nothing but sizes can break: the other rules read names, roles and order."""
    return axe(page, SIZES_ONLY)


def without_content(page, answer, status):
    """A page of another kind or without its main content has no barriers either, and must not pass for that."""
    if answer.status != status:
        return [f"status {answer.status} instead of {status}"]
    if not page.locator("main h1").count():
        return ["no main heading"]
    return [] if len(page.locator("main").inner_text().strip()) > 20 else ["main is empty"]


def sideways_scroll(page):
    """What makes the page wider than the window. Content that scrolls inside a box of its own is fine."""
    return page.evaluate(TOO_WIDE)
