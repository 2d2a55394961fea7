"""Personal data in a text: identity numbers, mobile numbers, bank cards, home addresses.

In: any text. Out: findings whose `start` and `end` index that very text, and the text with them masked.
Nothing raises, nothing is stored, no day is asked for. A line break is a possible break inside a number;
a tab separates cells and is never part of one.

Why: 条例 15 条（个人隐私）, 个人信息保护法 25、28 条; the forms of masking are those that inspections ask for
(财办〔2020〕37号, 《2018年政务公开工作要点》“去标识化处理”).

How: the text is folded first (full-width forms, odd digits, dashes and blanks become ASCII, what is
invisible goes). Numbers are then looked for in chains of digit groups, from the kind that proves itself best
(a checksum and a date) to the one that proves itself least; a number that proves little must not stand
behind a label of something else.
Addresses are read from their house number outwards, and belong to a person unless an office is nearer.
"""

from core.privacy.finding import KINDS, LABELS, Finding, kinds, mask, scan
from core.privacy.masks import mask_name
from core.privacy.proofs import CHECKS, WEIGHTS, is_bank_card, is_id15, is_id18

__all__ = [
    "CHECKS", "KINDS", "LABELS", "WEIGHTS", "Finding",
    "is_bank_card", "is_id15", "is_id18", "kinds", "mask", "mask_name", "scan",
]  # fmt: skip
