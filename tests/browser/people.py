"""The same steps with a mouse and with the keyboard alone, so that a task is told once and done in every way."""

from datetime import date

from tests.browser import keyboard
from tests.browser.checks import sideways_scroll


class Visitor:
    """Somebody at a window. Things are found as people and screen readers find them: by kind and name."""

    def __init__(self, page):
        self.page = page
        self.main = page.get_by_role("main")
        self.header = page.get_by_role("banner")
        self.footer = page.get_by_role("contentinfo")

    # What is there
    def goto(self, address):
        answer = self.page.goto(address)
        self.arrived()
        return answer

    @property
    def heading(self):
        return self.page.locator("h1").inner_text().replace("\n", "")

    @property
    def address(self):
        return self.page.url

    def thing(self, kind, name, within=None, exact=False):
        return (within or self.main).get_by_role(kind, name=name, exact=exact).first

    def reads(self, *words, within=None):
        """Fails unless all of the words can be seen."""
        text = (within or self.main).inner_text()
        missing = [word for word in words if word not in text]
        assert not missing, f"{self.address} does not say {missing}: {text[:600]}"

    # What one does
    def follow(self, name, within=None, exact=False):
        self._go(self.thing("link", name, within, exact))

    def press(self, name, within=None):
        self._go(self.thing("button", name, within))

    def unfold(self, name):
        """Opens a fold; on a wide screen some stand open and have nothing to press."""
        summary = self.main.locator("summary", has_text=name).first
        summary.wait_for(state="attached")
        if summary.is_visible() and summary.locator("xpath=..").get_attribute("open") is None:
            self.activate(summary)

    def download(self, name, folder):
        """The downloaded file, under the name that the server gives it."""
        with self.page.expect_download() as started:
            self.activate(self.thing("link", name))
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path

    def _go(self, target):
        with self.page.expect_navigation():
            self.activate(target)
        self.arrived()

    def arrived(self):
        """On every page that one comes to."""

    # How one does it
    def reach(self, target):
        target.hover()

    def activate(self, target):
        target.click()

    def write(self, label, text, within=None):
        field = (within or self.main).get_by_label(label)
        field.fill(text.isoformat() if isinstance(text, date) else text)

    def choose(self, label, option):
        self.main.get_by_label(label).select_option(label=option)


class PhoneUser(Visitor):
    """On a small screen nothing may be reached only by scrolling sideways."""

    def arrived(self):
        assert sideways_scroll(self.page) == [], f"{self.address} is wider than the screen"

    def activate(self, target):
        target.tap()

    def reach(self, target):
        target.scroll_into_view_if_needed()


class KeyboardUser(Visitor):
    def reach(self, target):
        keyboard.tab_to(self.page, target)

    def activate(self, target):
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, label, text, within=None):
        field = (within or self.main).get_by_label(label)
        if isinstance(text, date):
            keyboard.type_day(self.page, field, text)
        else:
            keyboard.type_text(self.page, field, text)

    def choose(self, label, option):
        keyboard.choose(self.page, self.main.get_by_label(label), option)
