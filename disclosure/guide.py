"""政府信息公开指南, assembled from live data so that it cannot go stale (条例 12): offices, windows, categories, ways to ask."""

import hashlib
import json

from django.conf import settings
from django.db import transaction

from core import clock, revision
from core.models import Office
from disclosure.column import Column
from disclosure.models import Category, GuideVersion, Window

FEES = (
    "提供政府信息不收取费用。同一申请人申请的数量、频次明显超过合理范围的，可以按照国务院办公厅《政府信息公开信息处理费管理办法》"
    "收取信息处理费：按件计收的，一个自然月内10件以下不收费；按量计收的，30页以下不收费。"
)


def assemble() -> list[dict]:
    """The sections of the guide as of now: {title, paragraphs, facts, rows}."""
    return [_body(), _scope(), _arrangement(), _ways(), _requests(), _not_public(), _remedies()]


def _section(title, *paragraphs, facts=(), rows=(), links=()) -> dict:
    return {
        "title": title,
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "facts": [[label, value] for label, value in facts if value],
        "rows": [list(row) for row in rows],
        "links": [list(link) for link in links],
    }


def _body() -> dict:
    town = Office.objects.get(kind=Office.Kind.TOWN)
    facts = [
        ("名称", settings.SITE["undertaker"]),
        ("办公地址", town.address),
        ("办公时间", town.hours),
        ("联系电话", settings.SITE["phone"]),
        ("传真号码", town.fax),
        ("电子邮箱", town.email),
        ("邮政编码", settings.SITE["postcode"]),
    ]
    text = f"{settings.SITE['undertaker']}是{town}的政府信息公开工作机构，负责组织协调、审查管理和依申请公开的受理。"
    return _section("公开工作机构", text, facts=facts)


def _scope() -> dict:
    return _section(
        "主动公开的范围和时限",
        "依照《中华人民共和国政府信息公开条例》第十九条至第二十一条，本机关主动公开涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策的政府信息。",
        "属于主动公开的信息，自形成或者变更之日起20个工作日内公开；法律、法规和栏目另有规定的，从其规定。各栏目的内容如下。",
        rows=[(node.category.name, node.category.description) for node in _shown()],
    )


def _shown():
    return Column().shown(Category.Section.STATUTORY)


def _arrangement() -> dict:
    return _section(
        "分类和编排",
        "信息按照条例列举的类别分栏目编排，每条信息有索引号、名称、内容概述和生成日期。索引号由机构代码、年度和流水号组成，一条信息一个号，永不重复使用。",
        f"索引号的样式：{settings.INDEX_NUMBER_FORMAT.format(code=settings.INDEX_NUMBER_CODE, year=2026, serial=1)}。",
    )


def _ways() -> dict:
    reading = Window.objects.active().filter(kind=Window.Kind.READING)
    return _section(
        "怎样查阅",
        "在本网站可以按栏目浏览、按名称和文号检索、下载目录和附件、订阅更新，打印件上带有二维码，可以核对最新版本。",
        "不方便上网的，可以到下列地点查阅，也可以拨打电话询问。" if reading else "",
        rows=[(window.name, f"{window.place}，{window.hours}，电话{window.phone}") for window in reading],
        links=[("咨询窗口和电话", "disclosure:windows"), ("公开目录", "disclosure:catalogue")],
    )


def _requests() -> dict:
    places = Window.objects.active().filter(kind=Window.Kind.REQUEST)
    return _section(
        "依申请公开",
        "主动公开以外的政府信息，公民、法人和其他组织都可以申请获取，不需要说明用途。",
        "申请应当写明：申请人的姓名或者名称、身份证明、联系方式；所需信息的名称、文号或者便于查询的其他特征；获取信息的方式、途径。书写有困难的，可以口头提出，由工作人员代为填写。",
        "可以当面提交、邮寄或者通过网络提交。能够当场答复的，当场答复；不能当场答复的，自收到申请之日起20个工作日内答复；需要延长的，经公开工作机构负责人同意并告知申请人，延长不超过20个工作日。",
        FEES,
        rows=[(window.name, f"{window.place}，{window.hours}，电话{window.phone}") for window in places],
        links=[("依申请公开", "applications:index")],
    )


def _not_public() -> dict:
    return _section(
        "不予公开的范围",
        "依法确定为国家秘密的政府信息，法律、行政法规禁止公开的政府信息，以及公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息，不予公开。",
        "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害的，不予公开；第三方同意公开，或者不公开会对公共利益造成重大影响的，予以公开。",
        "人事管理、后勤管理、内部工作流程等内部事务信息，以及履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息和行政执法案卷信息，可以不予公开；法律、法规、规章规定应当公开的，从其规定。",
    )


def _remedies() -> dict:
    parent = settings.SITE["parent_name"]
    complaints = Window.objects.active().filter(kind=Window.Kind.COMPLAINT)
    return _section(
        "监督和救济",
        f"认为本机关未按照要求主动公开政府信息，或者对申请不依法答复的，可以向{parent}的政府信息公开工作主管部门提出。",
        "认为本机关在政府信息公开工作中侵犯其合法权益的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼；对不予公开的决定不服的，应当先申请行政复议。",
        rows=[(window.name, f"{window.phone}，{window.hours}") for window in complaints],
    )


def keep() -> GuideVersion | None:
    """Store the guide as it is now where it differs from the version kept last; returns the new version or None."""
    sections = assemble()
    digest = _digest(sections)
    with revision.public_write(), transaction.atomic():
        last = GuideVersion.objects.first()
        if last and last.digest == digest:
            return None
        return GuideVersion.objects.create(at=clock.now(), sections=sections, digest=digest)


def is_kept() -> bool:
    """Whether the version kept last is what the guide says now."""
    last = GuideVersion.objects.first()
    return last is not None and last.digest == _digest(assemble())


def _digest(sections) -> str:
    return hashlib.sha256(json.dumps(sections, ensure_ascii=False).encode()).hexdigest()
