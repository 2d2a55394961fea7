"""What policies add to the daily work."""

from datetime import timedelta

from core import clock
from core.daily import Outcome, job
from disclosure import links
from policies.models import Policy, Version

DAYS_BACK = 7  # a server may have stood still


@job("定时公布的修改文本进入检索")
def index_versions(day):
    """Nothing runs when a set time publishes an amendment, so the words of its text are searched from the next day."""
    since = clock.midnight(day) - timedelta(days=DAYS_BACK)
    fresh = Version.objects.standing().filter(cause__published_at__gte=since)
    changed = Policy.objects.published().filter(versions__in=fresh).distinct()
    for policy in changed.select_related("entry"):
        policy.index()
    return Outcome(f"{len(changed)}件")


@links.public_texts.add
def versions():
    """(page, link) of every later text that readers may see."""
    standing = Version.objects.standing().filter(body__contains="<a").select_related("policy")
    for version in standing.iterator(chunk_size=200):
        for link in links.of_html(version.body):
            yield version.policy.audit_title, link
