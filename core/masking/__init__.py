"""Masks by making a new file: what names a person is masked, what no reader of the page sees is left out.

In: the bytes of a file and its name. Out: a `MaskedFile` with the bytes of a new one, what was masked and what
was left out; the original stays as it is, for whoever may see it. Word, Excel, csv and text; other kinds raise
`Unmaskable` with a Chinese sentence that says what to do. A new file in which the scan still finds something is not
handed out: that too is Unmaskable.

Why: 条例 15 条, 个人信息保护法 51 条（去标识化）; the forms of the masks are those of core/privacy/masks.py.
"""

from core.masking.files import MaskedFile, Unmaskable, mask_file, mask_text

__all__ = ["MaskedFile", "Unmaskable", "mask_file", "mask_text"]
