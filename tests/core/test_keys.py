"""Keys: random, private, the same for all."""

import stat
from concurrent.futures import ThreadPoolExecutor

from core import keys


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_once_and_stays(tmp_path):
    first = keys.secret(tmp_path / "keys", "audit_key")
    assert keys.secret(tmp_path / "keys", "audit_key") == first
    assert len(first) == 64


def test_each_key_is_another(tmp_path):
    assert keys.secret(tmp_path, "a") != keys.secret(tmp_path, "b")


def test_only_the_portals_user_can_read_it(tmp_path):
    keys.secret(tmp_path / "keys", "a")
    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / "a") == 0o600


def test_a_folder_that_was_open_is_closed(tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o755)
    keys.secret(folder, "a")
    assert mode(folder) == 0o700


def test_many_that_start_together_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: keys.secret(tmp_path / "keys", "a"), range(64)))
    assert len(made) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["a"]


def test_a_key_that_staff_put_there_is_taken_without_its_line_end(tmp_path):
    (tmp_path / "a").write_bytes(b"from a safe\n")
    assert keys.secret(tmp_path, "a") == b"from a safe"
    assert keys.text(tmp_path, "a") == "from a safe"
