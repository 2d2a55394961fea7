"""A page used by keyboard alone."""

FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const label = [...(element.labels || [])].map(each => each.innerText).join(' ');
  const name = element.getAttribute('aria-label') || label || element.innerText || element.value || '';
  const style = getComputedStyle(element);
  return {
    name: name.replace(/\\s+/g, ' ').trim(),
    visible: style.boxShadow !== 'none' ||
      (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0),
  };
}"""


def tab_to(page, name, most=150):
    """Presses Tab until what has `name` in its name has the focus; AssertionError when that never comes."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            continue
        passed.append(focused["name"])
        assert focused["visible"], f"the focus on {focused['name']!r} cannot be seen"
        if name in focused["name"]:
            return
    raise AssertionError(f"Tab never reaches {name!r}; it passes {passed}")


def press(page, name):
    """Follows the link or presses the button of that name, by Tab and Enter, and waits for the next page."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page, label, text):
    """Goes to a field by Tab and types into it what has not been typed yet."""
    tab_to(page, label)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
