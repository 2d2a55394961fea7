"""What a number proves by itself: area, birth, checksum, the beginning of a card."""

import re
from datetime import date

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"  # GB 11643-1999
# No clock here: wide enough for everybody who is alive while this program is.
BIRTH_YEARS = range(1900, 2036)
# The 15-digit cards were given to the living of 1984–1999; older births in lists of today are other numbers
# (a grid code of a village begins like a birth in 1910).
OLD_CARD_BIRTHS = range(30, 100)
MOBILE = re.compile(r"1[3-9][0-9]{9}")


def is_id18(digits: str) -> bool:
    """Whether 18 characters are an identity number: area, birth, checksum (GB 11643-1999)."""
    return _area_known(digits) and _is_birth(digits[6:14]) and CHECKS[_weighted(digits) % 11] == digits[17]


def is_id15(digits: str) -> bool:
    """Whether 15 digits have the area and birth of an old identity number; there is no checksum to ask."""
    city, county = int(digits[2:4]), int(digits[4:6])
    return (0 < city < 54 or city == 90) and (0 < county < 54 or county > 80) and is_like_id15(digits)


def is_like_id15(digits: str) -> bool:
    """Whether 15 digits have a province and a birth: enough behind the words 身份证号."""
    return digits[:2] in PROVINCES and _is_birth("19" + digits[6:12])


def is_bank_card(digits: str) -> bool:
    """Whether 16–19 digits begin like a card in use and pass Luhn (GB/T 17552, ISO/IEC 7812)."""
    return _card_begins(digits) and not _is_like_id(digits) and _luhn(digits)


def _area_known(digits: str) -> bool:
    # A foreigner's permanent residence card (2023) is 9, province, nationality.
    return digits[:2] in PROVINCES or (digits[0] == "9" and digits[1:3] in PROVINCES)


def _is_birth(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year in BIRTH_YEARS
    except ValueError:
        return False


def _weighted(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits[:17], strict=True))


CARD_BEGINS = re.compile(
    r"62\d{14,17}$|4\d{15}$|5[1-5]\d{14}$|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$|35[2-8]\d{13}$"
    r"|6(?:011|5\d\d|0\d\d)\d{12}(?:\d{3})?$|955[89]\d{12}(?:\d{3})?$|9(?:4|55|8)\d{14}(?:\d{3})?$|103\d{16}$"
)
CARD_BEGINS_LIKE = re.compile(r"62|4|5[1-5]|2[2-7]|35|6[05]|9[4589]|103")


def _card_begins(digits: str) -> bool:
    return CARD_BEGINS.match(digits) is not None


def _is_like_id(digits: str) -> bool:
    # A mistyped identity number of Gansu (62…) is no card.
    return len(digits) == 18 and digits[:2] in PROVINCES and _is_birth(digits[6:14])


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
