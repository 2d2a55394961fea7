"""What a page costs: requests and bytes as they go over the wire, headers included."""


class Wire:
    """Listens to a page that keeps nothing, so that each visit is a first one; Chromium counts compressed bytes."""

    def __init__(self, page):
        self.clear()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def clear(self):
        self.urls, self.bytes = [], 0

    def _sent(self, event):
        url = event["request"]["url"]
        if not url.startswith(("data:", "blob:")):
            self.urls.append(url)

    def _finished(self, event):
        self.bytes += event["encodedDataLength"]

    def other_hosts(self, own):
        return [url for url in self.urls if not url.startswith(own)]
