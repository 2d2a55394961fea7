from dataclasses import dataclass

from core.links.addresses import plain_url


@dataclass(frozen=True)
class Link:
    """One link: where it leads, the words one presses, its place in a file; `hidden` when nobody can see it."""

    url: str
    text: str = ""
    where: str = ""
    hidden: bool = False

    @property
    def target(self) -> str:
        """The address as it is asked for and remembered: without its anchor, in ASCII."""
        return plain_url(self.url)
