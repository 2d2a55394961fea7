"""A page used by keyboard alone."""

FOCUSED = """target => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const label = [...(element.labels || [])].map(each => each.innerText).join(' ');
  const name = element.getAttribute('aria-label') || label || element.innerText || element.value || '';
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: name.replace(/\\s+/g, ' ').trim().slice(0, 40),
    arrived: element === target,
    visible: style.boxShadow !== 'none' ||
      (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0),
    on_screen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
YEAR_FIRST = "{0:%Y}→{0:%m%d}"
MONTH_FIRST = "{0:%m%d%Y}"


def tab_to(page, target, most=250):
    """Presses Tab until `target` (a locator) has the focus; AssertionError when that never comes.

    Whatever the focus passes must show it, and on the screen.
    """
    element, passed = target.element_handle(), []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED, element)
        if focused is None:
            continue
        passed.append(focused["name"])
        assert focused["visible"], f"the focus on {focused['name']!r} cannot be seen"
        assert focused["on_screen"], f"the focus on {focused['name']!r} is off the screen"
        if focused["arrived"]:
            return
    raise AssertionError(f"Tab never reaches {target}; it passes {passed}")


def type_text(page, field, text):
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def type_day(page, field, day):
    """Types a day part by part, in whichever order the browser's language puts them."""
    tab_to(page, field)
    for order in (YEAR_FIRST, MONTH_FIRST):
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
        for key in order.format(day):
            page.keyboard.press("ArrowRight" if key == "→" else key)
        if field.input_value() == day.isoformat():
            return
    raise AssertionError(f"{day} cannot be typed; the field says {field.input_value()!r}")


def choose(page, field, label):
    """Chooses from a list by its first letters' worth: down from the top until the label shows."""
    tab_to(page, field)
    page.keyboard.press("Home")
    for _ in range(field.locator("option").count()):
        if field.locator("option:checked").inner_text() == label:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the list has no {label!r}")
