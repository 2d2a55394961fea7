"""What the surroundings of a number say it is."""

import re
from bisect import bisect_right
from functools import lru_cache

from core.privacy.groups import Groups, Taken
from core.privacy.names import NAME

PHONE = re.compile(
    r"电话|手机|联系|热线|微信|致电|拨打|咨询|短信|支付宝|tel|phone|mobile|mob\b|\bvx|wechat", re.I
)
IDENTITY = re.compile(r"身份|公民|居民证|证件号|\bsfz|户籍|idcard", re.I)
CARD = re.compile(
    r"卡号|行卡|工资卡|补贴卡|账号|帐号|账户|帐户|银联|信用卡|储蓄卡|借记卡|一卡通|存折|社保卡|惠农卡|收款|打款|转账"
)
# A number that proves little is not ours behind a word that ends in 号 or 码, or behind a quantity.
OTHER_LABEL = re.compile(
    r"(?:(?<![一二三四五六七八九十百零〇])[一-鿿]号|(?<!号)码|(?:发票|票据|登记|保单|证书|流水)号码"
    r"|流水|订单|备案|凭证|合同|批次|运单|快递|物流|组织机构|营业执照|注册|主键|传真|网格|账户|帐户"
    r"|资金|[额款价值]|合计|总计|共计|投资|产值|收入|支出|预算|产量|人口|数量|坐标|经度|纬度|\([百千万亿]?元|\(亩"
    r"|IMEI|ISBN|S/?N|No\.?|№|ID|UID|QQ)$",
    re.I,
)
OWN_LABELS = {
    "mobile": re.compile(r"手机|电话|联系|微信|抖音|快手|支付宝|登录|移动|联通|电信|本人|家长|短信|来电"),
    "bank_card": re.compile(r"[卡账帐折]|账户|帐户|收款"),
    "id15": re.compile(r"身份|公民|证件|居民|社会保障"),
}
PROJECT_CODE = re.compile(
    r"(?:项目|工程|合同|标段|招标|投标|采购|中标|订单|流水|交易|备案|宗地|地块|不动产|立项|案件|受理|运单|发票|信用|机构)"
    r"(?:编号|编码|代码|号码|号|统一编号)$"
)
LABEL_TAIL = r"(?:(?<![0-9])[0-9]{{{length}}}[、,，/和及与]|[\s::()（）\[【#=为是\"“'|])+$"
PHONE_WORDS = frozenset(
    ["tel", "phone", "mobile", "mob", "t", "m", "p", "wx", "vx", "weixin", "wechat", "v", "cell", "sj"]
)
WEB_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]{1,2000}|\b[a-z0-9-]{1,63}\.(?:gov|com|org|net|cn)[./][!-~]{1,2000}", re.I
)
PHONE_PARAMETER = re.compile(r"(?:phone|mobile|tel|sj|shouji)=?\+?$", re.I)
# A unit says that the digits are counted. 元 may stand after a blank, the others are too common as words.
UNIT = re.compile(
    r" ?(?:万|亿|千|百)?(?:元|美元)|[万亿]|(?:吨|公斤|千克|kg|平方|亩|株|千瓦|字节|立方|%|％|号(?!机|码))",
    re.I,
)
FILE_ENDING = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|txt|jpe?g|png|zip|rar|s?html?)\b", re.I)
MASKS_AROUND = ("**", "××", "xx", "XX", "＊＊", "##", "●●", "■■")


@lru_cache(maxsize=64)
def _label_tail(length: int) -> re.Pattern:
    return re.compile(LABEL_TAIL.format(length=length))


class Context:
    """Answers what the surroundings of a number say it is."""

    def __init__(self, text: str, taken: Taken):
        self.text = text
        self.taken = taken
        self.web = [match.span() for match in WEB_ADDRESS.finditer(text)]
        self.web_starts = [start for start, _ in self.web]

    def before(self, start: int, length: int = 24) -> str:
        """What stands on the same line before `start`."""
        return self.text[max(0, start - length) : start].rpartition("\n")[2]

    def label(self, start: int, length: int) -> str:
        """The words before the number, without the colon and without equally long numbers of its list."""
        return _label_tail(length).sub("", self.before(start, 60))[-16:]

    def says_phone(self, start: int) -> bool:
        return PHONE.search(self.before(start)) is not None

    def says_identity(self, start: int) -> bool:
        return IDENTITY.search(self.before(start)) is not None

    def says_card(self, start: int) -> bool:
        return CARD.search(self.before(start)) is not None

    def is_project_code(self, start: int) -> bool:
        return PROJECT_CODE.search(self.label(start, 18)) is not None and not self.says_identity(start)

    def vouches_for_misread(self, start: int) -> bool:
        before = self.before(start)
        return PHONE.search(before) is not None or NAME.search(before[-8:]) is not None

    def may_be(self, kind: str, start: int, end: int, known: bool) -> bool:
        """Whether nothing around says that the digits are another thing."""
        return (
            self._edges_free(start, end)
            and not self._in_web_address(start)
            and not self._is_labelled_otherwise(start, end, kind)
            and (known or not (UNIT.match(self.text, end) or FILE_ENDING.match(self.text, end)))
        )

    def is_unexplained(self, groups: Groups, k: int, window: tuple[int, int]) -> bool:
        """Whether group `k` stands a blank beside the window and belongs to no finding of its own."""
        joint = groups.before(window[0]) if k < window[0] else groups.after(window[1])
        return joint == "blank" and self.taken.is_free(*groups.spans[k])

    def _is_labelled_otherwise(self, start: int, end: int, kind: str) -> bool:
        label = self.label(start, end - start)
        return OTHER_LABEL.search(label) is not None and not OWN_LABELS[kind].search(label)

    def _edges_free(self, start: int, end: int) -> bool:
        before, after = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        if before.endswith(MASKS_AROUND) or after.startswith(MASKS_AROUND):
            return False
        return self._left_free(start, before) and not _is_ascii_word(after[:1]) and after[:1] != "_"

    def _left_free(self, start: int, before: str) -> bool:
        last = before[-1:]
        if last in tuple("¥￥$€£第_") and (last != "_" or _is_ascii_word(before[:1])):
            return False
        if not _is_ascii_word(last) or self.taken.marks[start - 1]:
            return True
        word = re.search(r"[A-Za-z0-9]{1,9}$", self.text[max(0, start - 9) : start])
        return word is not None and word[0].lower() in PHONE_WORDS

    def _in_web_address(self, start: int) -> bool:
        k = bisect_right(self.web_starts, start) - 1
        if k < 0 or start >= self.web[k][1]:
            return False
        return PHONE_PARAMETER.search(self.before(start)) is None


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
