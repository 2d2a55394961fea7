"""What disclosure does once a day."""

from core import links as link_rules
from core.daily import Outcome, job
from core.link_check import check_links, own_hosts
from disclosure import guide, links, rebuilding
from disclosure.models import Attachment, Information
from search import index as search_index

SECONDS_FOR_LINKS = 300


@job("公开指南留存版本")
def keep_guide(day):
    if guide.is_kept():
        return Outcome("没有变化")
    guide.keep()
    return Outcome("内容有变化，已留存新版本")


@job("检索库")
def keep_index(day):
    """After an update that cuts words in another way the index is written anew."""
    if search_index.is_current():
        return Outcome("没有变化")
    written, _ = rebuilding.rebuild()
    return Outcome(f"按新的分词重写{written}条")


@links.public_texts.add
def records():
    """(page, link) of every public record's text and files."""
    public = Information.objects.published()
    for record in public.filter(body__contains="<a").iterator(chunk_size=200):
        for link in links.of_html(record.body):
            yield record.audit_title, link
    files = Attachment.objects.filter(information__in=public).exclude(links=[]).select_related("information")
    for file in files.iterator(chunk_size=200):
        for link in links.stored(file.links):
            yield file.information.audit_title, link


@job("链接")
def check_all_links(day):
    """Ours at once, others within a budget of seconds; what nobody answers is told from the third day on."""
    found, hosts = list(links.everything_public()), own_hosts()
    checked = check_links([link.url for _, link in found], day, SECONDS_FOR_LINKS)
    inside = [
        f"《{title}》：{problem.message}"
        for title, link in found
        if link_rules.kind_of(link.url, hosts) != link_rules.EXTERNAL
        for problem in link_rules.problems([link], hosts, links.is_public_page)
    ]
    outside = [f"{state.url}：{state.get_status_display()}{state.note}" for state in checked.problems]
    return Outcome(f"共{len(found)}处，检查站外{checked.asked}个，待查{checked.waiting}个", inside + outside)
