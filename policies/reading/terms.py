"""When a document takes effect and for how long, from its own closing words.

Terms are 3 or 5 years, 试行/暂行 1 or 2); 立法法 第六十一条: a law states the day of its effect. Only
sentences that speak of the document itself count (本办法自…起施行, 现予公布，自…起施行): a licence that is valid for
five years is none.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from policies import validity
from policies.clauses.dates import DAY, day, plain
from policies.clauses.titles import KINDS
from policies.numbers import NUMERAL, find, numeral

_OWN = rf"(?:本|该|此)(?:[\u4e00-\u9fff]{{0,10}}?)(?:{KINDS})(?:\([^()]{{1,10}}\))?"
_EVENT = "印发|发布|公布|下发|发文|颁布|签发|通过|公告|批准|公开发布|发出|公示"
_WHEN = rf"(?:(?P<day>{DAY})|(?:(?:本|该)?[\u4e00-\u9fff]{{0,6}}?(?P<event>{_EVENT})(?:之日|当日|日))|(?P<now>即日))"
_EFFECT = re.compile(
    rf"(?P<subject>(?:^|(?<=[。;,，；]))[^。;,，；]{{0,40}}?)(?:自|从|于)\s*{_WHEN}\s*(?:零时|0时)?\s*(?:起|开始|始)?(?:的|满)?\s*"
    rf"(?:(?P<after>\d{{1,3}}|{NUMERAL}{{1,4}})\s*(?:日|天)(?:后|起)?)?\s*(?:正式|起|,)?\s*(?:施行|实施|执行|生效|试行|起效)(?!以来|前|之日|后|情况|的)"
)
_ISSUING = re.compile(
    r"现(?:予|将|印发|公布|发布)|予以(?:公布|发布|印发)|印发给|通过|同意|请(?:认真|遵照|结合)"
)
_SPAN = "有效期限?|施行期限?|试行期限?|执行期限?|暂行期限?|有效期间"
_UNTIL = re.compile(rf"(?:{_SPAN})[^。;；]{{0,30}}?(?:至|到|截止|截至)\s*({DAY})")
_LENGTH = re.compile(
    rf"(?:{_SPAN}|试行|暂行)\s*(?:暂定|暂)?(?:为|是|:|,|定为)?\s*(\d{{1,2}}|{NUMERAL}{{1,3}}|两)\s*(年半|年|个月)(?:零?\s*(\d{{1,2}}|{NUMERAL}{{1,2}}|两)\s*个月)?"
)
_ENDLESS = re.compile(r"长期有效|长期执行|不设有效期|无有效期")
_REPEALS = re.compile(
    r"(?:同时|即行|随之|相应|一并|予以|即)\s*(?:予以)?(?:废止|失效|停止执行|作废)|(?:之?日|日|起)起?\s*废止|不再(?:执行|适用|施行)|宣布失效"
)
_MENTION = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》\s*((?:\([^()]*\)|第\S{1,6}条|中的|的(?!通知》))*)")
_TRIAL = re.compile(
    r"[(（](试行|暂行)[)）]|(暂行|试行)(?=[\u4e00-\u9fff]{1,4}[》）)]|[\u4e00-\u9fff]{1,4}$|[\u4e00-\u9fff]{1,6}的通知)"
)


@dataclass(frozen=True)
class Repeal:
    """A document that the text says is repealed: its title, and its number where the text gives one."""

    title: str
    number: str | None = None


@dataclass
class Terms:
    """The dates of force. `term` is `unknown`, `none` (effect is stated and no term is), `length` or `date`."""

    effective_on: date | None = None
    expires_on: date | None = None
    term: str = "unknown"
    term_months: int | None = None
    repeals: list[Repeal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_terms(paragraphs: list[str], written_on: date | None, published_on: date | None) -> Terms:
    """The terms that the paragraphs state; `written_on` and `published_on` are what 印发之日 and 公布之日 mean."""
    terms = Terms()
    lines = [plain(paragraph) for paragraph in paragraphs]
    closing = [line for line in lines if _speaks_of_itself(line)]
    days = [
        _effective(found, line, terms, written_on, published_on)
        for line in closing
        for found in _effects(line)
    ]
    terms.effective_on = _one_of({d for d in days if d}, "施行日期", terms)
    _read_term(closing + [line for line in lines if _own_span(line) and line not in closing], terms)
    _settle(terms, lines, bool(days))
    terms.repeals = [repeal for line in lines for repeal in _repeals(line, terms)]
    return terms


def _effects(line):
    return [found for found in _EFFECT.finditer(line) if _subject_fits(found, line)]


def _speaks_of_itself(line):
    return bool(_effects(line))


def _subject_fits(found, line):
    """本办法自…, 现予公布，自…, or a sentence that says nothing but 自…起施行."""
    subject = found["subject"].strip()
    if re.search(r"第\S{1,8}[条款项章]|《(?!.*》$)|除", subject):
        return False
    sentence = line[: found.start()].rsplit("。", 1)[-1] + subject
    if re.search(rf"{_OWN}(?:的规定)?$|^{_OWN}", subject) or re.fullmatch(
        r"《[^《》]+》(?:\(.*\))?", subject
    ):
        return True
    return not subject and (
        not sentence.strip(" ;,") or bool(re.search(_OWN, sentence) or _ISSUING.search(sentence))
    )


def _effective(found, line, terms, written_on, published_on):
    if found["day"]:
        return _later(day(found["day"]), found["after"])
    if found["now"] or found["event"] in ("印发", "下发", "发文", "签发", "发出"):
        return _from_writing(found, terms, written_on)
    if found["event"] in ("公布", "发布", "颁布", "公告", "公开发布") and published_on:
        terms.warnings.append(f"正文写“{found[0][-24:].strip(',，;；')}”，施行日期按公布日期推算，请核对。")
        return _later(published_on, found["after"])
    terms.warnings.append(
        f"正文写“自{found['event']}之日起施行”，文本中没有该日期，施行日期留空，请人工填写。"
    )
    return None


def _from_writing(found, terms, written_on):
    words = "即日" if found["now"] else f"{found['event']}之日"
    if not written_on:
        terms.warnings.append(f"正文写“自{words}起施行”，但没有成文日期，施行日期留空，请人工填写。")
        return None
    terms.warnings.append(f"正文写“自{words}起施行”，施行日期按成文日期填写，请核对。")
    return _later(written_on, found["after"])


def _later(start, after):
    """公布之日起30日后: the day itself is not counted (民法典 第二百零一条), thirty days pass, then it is in force."""
    days = numeral(after) if after else None
    return start + timedelta(days=days + 1) if start and days else start


def _one_of(found, name, terms):
    if len(found) > 1:
        days = "、".join(str(d) for d in sorted(found))
        terms.warnings.append(f"正文中的{name}不一致（{days}），未填写，请核对。")
        return None
    return next(iter(found), None)


def _own_span(line):
    """A sentence about the term of the document itself, apart from the sentence about its effect."""
    return bool(re.search(rf"{_OWN}(?:的)?(?:自|{_SPAN}|试行(?!办法|方案|意见|规定))", line)) and bool(
        _UNTIL.search(line) or _LENGTH.search(line) or _ENDLESS.search(line)
    )


def _read_term(lines, terms):
    until = {d for line in lines for found in _UNTIL.finditer(line) if (d := day(found[1]))}
    lengths = {_months(found) for line in lines for found in _LENGTH.finditer(line)} - {None}
    terms.expires_on = _one_of(until, "有效期截止日", terms)
    if terms.expires_on:
        terms.term = "date"
    elif len(lengths) == 1 and not until:
        terms.term, terms.term_months = "length", lengths.pop()
    elif len(lengths) > 1:
        terms.warnings.append("正文中的有效期长度不一致，未填写，请核对。")


def _months(found):
    count = numeral(found[1])
    if not count:
        return None
    months = count if found[2] == "个月" else count * 12 + (6 if found[2] == "年半" else 0)
    return months + (numeral(found[3]) or 0 if found[3] else 0)


def _settle(terms, lines, states_effect):
    """A length gives the last day; no term beside a stated effect is `none`, unless 有效期 stands there unread."""
    if terms.term == "length" and terms.effective_on:
        terms.expires_on = validity.last_day(terms.effective_on, validity.Term.of_months(terms.term_months))
    if terms.expires_on and terms.effective_on and terms.expires_on < terms.effective_on:
        terms.warnings.append("有效期截止日早于施行日期，请核对。")
    if terms.term == "unknown" and states_effect:
        _none_or_unread(terms, lines)


def _none_or_unread(terms, lines):
    spans = [line for line in lines if re.search(_SPAN, line)]
    if not spans or any(_ENDLESS.search(line) for line in spans):
        terms.term = "none"
    else:
        terms.warnings.append("正文提到有效期，但不能确定是否指本文件的有效期，请核对。")


def _repeals(line, terms):
    for sentence in re.split("[。]", line):
        end = _REPEALS.search(sentence)
        if end:
            yield from _mentions(sentence[: end.start()], terms)


def _mentions(words, terms):
    for found in _MENTION.finditer(words):
        numbers = find(found[2]) if found[2] else []
        if re.search("条|中的", found[2] or ""):
            terms.warnings.append(f"《{found[1]}》只有部分条款废止，请人工登记。")
        elif not re.search(r"(?:根据|依据|按照)\s*$", words[: found.start()]):
            yield Repeal(found[1], str(numbers[0]) if numbers else None)


def trial_of(title: str) -> str:
    """试行, 暂行 or '' from a title; a document that repeals or changes such a one is none itself."""
    if re.search("废止|修改|修订〈|停止执行|解读", title):
        return ""
    found = _TRIAL.search(plain(title))
    return (found[1] or found[2]) if found else ""
