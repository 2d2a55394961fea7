from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse

from core import clock
from core.admin import site
from core.models import Office
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE
from disclosure.admin.records import AttachmentInline
from oversight import sources, tables
from oversight.admin.fields import ReasonsField, TableField
from oversight.admin.importing import import_urls
from oversight.body import headings
from oversight.judging import LENGTH
from oversight.models import AnnualReport, ReportCell
from oversight.models.report import TEXTS
from oversight.writers import WRITERS, may_write

TABLES = {"table2": tables.TABLE2, "table3": tables.TABLE3, "table4": tables.TABLE4}
ONE, TWO, THREE, FOUR, FIVE, SIX = headings()


class ReportAttachmentInline(AttachmentInline):
    after = SIX


class ReportForm(forms.ModelForm):
    """A report with its three tables to type into, and a line for each figure that needs a word."""

    table2 = TableField(tables.TABLE2, label="数据")
    table3 = TableField(tables.TABLE3, label="数据")
    table4 = TableField(tables.TABLE4, label="数据")
    reasons = ReasonsField(label="为什么")

    class Meta:
        model = AnnualReport
        exclude: list = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "year" in self.fields:
            self.initial.setdefault("year", clock.today().year - 1)
        for name, value in (("attribute", "proactive"), ("scope", "site"), ("written_on", clock.today())):
            self.initial[name] = self.initial.get(name) or value
        if "table2" in self.fields:  # not where the report is only looked at
            self._fill()

    def _fill(self):
        report = self.instance
        year = report.year or _year(self.data.get("year") or self.initial["year"])
        last = AnnualReport.objects.published().of(year - 1).first()
        self.last_figures = last.figures if last else None
        counted = {cell: one.value for cell, one in sources.counted(year).items()}
        known = report.figures if report.pk else {}
        for name in TABLES:
            self.initial[name] = {cell: known[cell] for cell in tables.CELLS[name] if cell in known}
            self.fields[name].widget.before, self.fields[name].widget.counted = (
                self.last_figures or {},
                counted,
            )
        self._ask(report)

    def _ask(self, report):
        """Where a sum fails or a register counts otherwise, and where a reason stands already."""
        cells = list(report.cells.all()) if report.pk else []
        self.initial["reasons"] = {one.cell: one.reason for one in cells if one.reason}
        asked = {problem.cell: problem.message for problem in report.problems()} if cells else {}
        for one in cells:
            if one.differs:
                said = f"填{tables.plain(one.value)}，系统计算是{tables.plain(one.computed)}。"
                asked[one.cell] = f"{one.cell}{said}{asked.get(one.cell, '')}"
            elif one.reason:
                asked.setdefault(one.cell, f"{one.cell}已有说明。")
        self.fields["reasons"].widget.asked = list(asked.items())

    def figures(self, *, fill) -> dict:
        """What was typed; with `fill` blank totals are added up and other blanks become nought."""
        given = {cell: value for name in TABLES for cell, value in self.cleaned_data[name].items()}
        if not fill:
            return given
        return tables.filled({c: v for c, v in given.items() if v is not None}, self.last_figures)


def _year(told) -> int:
    """The year that the page is about while it is still being typed; last year where nobody could say."""
    text = str(told)
    return (
        int(text)
        if len(text) == 4 and text.isascii() and text.isdigit() and text > "1900"
        else clock.today().year - 1
    )


@admin.register(AnnualReport, site=site)
class AnnualReportAdmin(RecordAdmin):
    form = ReportForm
    writers = WRITERS
    inlines = [ReportAttachmentInline]
    list_display = ["title", "state", "drafted_by", "written_on", "published_at"]
    list_filter = ["status"]
    search_fields = ["title", "index_number", "year"]
    search_help_text = "可以搜标题、年度、索引号。"
    ordering = ["-year", "-pk"]
    change_form_template = "admin/oversight/annualreport/change_form.html"
    change_list_template = "admin/oversight/annualreport/change_list.html"
    fieldsets = [
        ("基本信息", {"fields": [("year", "office", "written_on")]}),
        (ONE, {"fields": ["part_one"], "description": f"一段一行，一般不超过{LENGTH}字；要写明主动公开、依申请公开、信息管理、"
               "平台建设、监督保障（含工作考核、社会评议、责任追究结果）。"}),
        (TWO, {"fields": ["table2", "part_two"]}),
        (THREE, {"fields": ["table3", "part_three"]}),
        (FOUR, {"fields": ["table4", "part_four"]}),
        (FIVE, {"fields": ["part_five"]}),
        (SIX, {"fields": ["part_six"], "description": "收取信息处理费的情况写在这里；没有收取的也要写明。"}),
        ("需要说明的数", {"fields": ["reasons"], "description": "相加对不上、与系统计算不同的，改正或者写明原因，随报告公开。"}),
        ATTRIBUTE,
        ("目录信息", {"fields": ["summary", "keywords"], "description": "选填，不填由系统写。"}),
    ]  # fmt: skip

    # Limits ------------------------------------------------------------------------------------------------
    def has_add_permission(self, request):
        return super().has_add_permission(request) and may_write(request.user)

    def get_readonly_fields(self, request, obj=None):
        return ["year"] if obj else []

    def get_fieldsets(self, request, obj=None):
        """Whoever only looks is shown the report itself, not the boxes to type into."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(name, options) for name, options in fieldsets if name in ("基本信息", ONE, FIVE, SIX)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "office":
            field.queryset = field.queryset.filter(kind=Office.Kind.TOWN)
            field.initial = field.queryset.first()
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in TEXTS and field:
            field.widget.attrs["rows"] = {"part_one": 16, "part_five": 8, "part_six": 4}.get(db_field.name, 2)
        return field

    # Saving ------------------------------------------------------------------------------------------------
    def save_related(self, request, form, formsets, change):
        """The figures belong to the same step as the words."""
        super().save_related(request, form, formsets, change)
        figures = form.figures(fill="_fill" in request.POST)
        form.instance.enter(figures, source=ReportCell.Source.TYPED, reasons=form.cleaned_data["reasons"])
        if "_compute" in request.POST:
            form.instance.compute(by=request.user)

    def response_change(self, request, obj):
        done = {
            "_compute": "已按登记数据计算并保存。",
            "_fill": "空着的合计已相加，其余空格填0，已保存。请核对。",
        }
        for name, words in done.items():
            if name in request.POST:
                messages.success(request, words)
                return redirect(self._address(obj))
        return super().response_change(request, obj)

    # Pages -------------------------------------------------------------------------------------------------
    def facts_to_judge(self, record):
        yield from super().facts_to_judge(record)
        problems = record.problems()
        yield "勾稽关系", "；".join(problem.message for problem in problems) or "全部成立"
        for one in record.cells.exclude(reason=""):
            yield f"说明：{one.cell}", one.reason
        percent = record.lifted_percent()
        yield "与上年文字相同", "没有上年年报" if percent is None else f"{percent}%"
        for advice in record.advice():
            yield "请注意", advice

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.get_object(request, object_id)
        extra = {"advice": report.advice()} if report and report.is_editable else {}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def get_urls(self):
        return import_urls(self) + super().get_urls()


def acts(user):
    """What people begin with in January."""
    if clock.today().month == 1 and may_write(user):
        yield 6, "编制年度报告", reverse("admin:oversight_annualreport_add")


site.acts.append(acts)
