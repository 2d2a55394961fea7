"""A catalogue as one plain text with its table, derived whenever it is saved: what reviewers judge and search reads."""

from django.utils.html import format_html, format_html_join

from core.richtext import from_text

HEAD = ("序号", "事项名称", "承办单位", "法律政策依据", "不适用的程序", "计划完成时间")


def of_catalogue(catalogue) -> str:
    """HTML from the preamble and the matters; the editor's allow-list lets all of it pass."""
    rows = [_row(number, matter) for number, matter in enumerate(catalogue.listed, start=1)]
    if not rows:
        return from_text(catalogue.preamble)
    head = format_html_join("", "<th>{}</th>", ((word,) for word in HEAD))
    lines = format_html_join("", "<tr>{}</tr>", ((row,) for row in rows))
    table = format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, lines)
    return from_text(catalogue.preamble) + table


def _row(number, matter):
    exempt = "；".join(f"{one.get_step_display()}（{one.reason}）" for one in matter.exemptions.all())
    cells = (number, matter.title, matter.offices_in_words, matter.legal_basis, exempt, matter.planned_words)
    return format_html_join("", "<td>{}</td>", ((cell,) for cell in cells))
