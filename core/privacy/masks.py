"""What may stand in the place of a finding, in the forms that inspections ask for."""

import re

from core.privacy.names import HAN

TOWN = re.compile(rf"[{HAN} ]{{1,20}}?(?:镇|乡(?!村)|街道办事处|街道|办事处)")
COUNTY = re.compile(rf"[{HAN} ]{{1,20}}?(?:县|区|旗|市)(?!场)")


def _digits(seen: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", seen).upper()


def _mask_identity(seen: str) -> str:
    digits = _digits(seen)
    return f"{digits[:4]}{'*' * (len(digits) - 6)}{digits[-2:]}"


def _mask_mobile(seen: str) -> str:
    digits = _digits(seen)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def _mask_card(seen: str) -> str:
    digits = _digits(seen)
    return f"{'*' * (len(digits) - 4)}{digits[-4:]}"


def _mask_address(seen: str) -> str:
    town = TOWN.match(seen) or COUNTY.match(seen)
    return f"{town[0] if town else ''}****"


MASKS = {
    "id18": _mask_identity,
    "id15": _mask_identity,
    "mobile": _mask_mobile,
    "bank_card": _mask_card,
    "address": _mask_address,
}


COMPOUND = ("欧阳", "司马", "上官", "诸葛", "司徒", "尉迟", "皇甫", "公孙", "慕容", "令狐", "夏侯", "东方")


def mask_name(name: str) -> str:
    """A person's name with the family name alone: 柳*, 欧阳**."""
    name = name.strip()
    kept = 2 if name.startswith(COMPOUND) else 1
    return name[:kept] + "*" * max(1, len(name) - kept)
