"""Personal data lies encrypted; another key reads nothing and destroys nothing."""

from hypothesis import given
from hypothesis import strategies as st

from core import sealed
from core.models import SealedTextField


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_what_was_sealed_is_read_again_and_cannot_be_seen(text):
    token = sealed.seal(text)
    assert sealed.unseal(token) == text
    assert not text or (token != text and sealed.seal(text) != token)


def test_another_key_reads_nothing_and_saving_keeps_what_the_right_one_opens(settings):
    token, right = sealed.seal("柳先生 0536-0000000"), settings.PERSONAL_KEY
    settings.PERSONAL_KEY = "ab" * 32
    read = sealed.unseal(token)
    assert "柳" not in read and read.startswith("（密钥不符")
    again = SealedTextField().get_prep_value(read)
    settings.PERSONAL_KEY = right
    assert sealed.unseal(again) == "柳先生 0536-0000000"


def test_a_changed_token_is_not_read():
    token = sealed.seal("柳先生")
    changed = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    assert isinstance(sealed.unseal(changed), sealed.Unreadable)


def test_a_file_comes_out_as_it_went_in():
    assert sealed.unseal_bytes(sealed.seal_bytes(b"\x00%PDF")) == b"\x00%PDF"


def test_sealed_text_can_be_asked_for_emptiness_alone():
    field = SealedTextField()
    assert field.get_lookup("exact") and field.get_lookup("icontains") is None
