"""What policies add to the daily work."""

from disclosure import links
from policies.models import Version


@links.public_texts.add
def versions():
    """(page, link) of every later text that readers may see."""
    standing = Version.objects.standing().filter(body__contains="<a").select_related("policy")
    for version in standing.iterator(chunk_size=200):
        for link in links.of_html(version.body):
            yield version.policy.audit_title, link
