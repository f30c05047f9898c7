from __future__ import annotations

from pathlib import Path

import pytest

from bgdetails.keys import TABLE, KeymapError, bindings, choose_keys, entry, key, read_keymap, shown

PREFIXED = {"ctrl+a", "ctrl+b", "ctrl+j", "ctrl+o", "ctrl+s", "ctrl+h", "ctrl+m", "ctrl+i"}


def test_ids_are_one_each() -> None:
    assert len({k.id for k in TABLE}) == len(TABLE)


def test_no_key_means_two_things() -> None:
    names = [name for k in TABLE for name in k.keys.split(",")]
    assert len(set(names)) == len(names)


def test_keys_that_multiplexers_take_are_never_the_only_way() -> None:
    for k in TABLE:
        assert set(k.keys.split(",")) - PREFIXED


def test_bindings_and_entries_come_from_the_table() -> None:
    (binding,) = bindings("search")
    assert (binding.key, binding.action, binding.id) == ("slash", "search", "search")  # type: ignore[union-attr]
    assert (entry("open", 2, "view details").shown, entry("open").word) == ("↵", "open")
    assert key("page_down").keys == "pagedown,space"


def test_a_keymap_changes_keys_by_id(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    assert read_keymap(file) == {}
    file.write_text('search = "ctrl+f,slash"\n')
    assert read_keymap(file) == {"search": "ctrl+f,slash"}


def test_the_users_keys_are_written_as_people_write_them() -> None:
    try:
        choose_keys({"search": "ctrl+f,slash", "sort": "f2"})
        assert (shown("search"), shown("sort"), shown("open")) == ("Ctrl+F /", "F2", "↵")
        assert entry("search").shown == "Ctrl+F"
    finally:
        choose_keys({})
    assert shown("search") == "/"


@pytest.mark.parametrize(
    ("content", "said"),
    [('seach = "x"', "seach"), ("search = 3", "search is 3"), ("search =", "cannot be read")],
)
def test_a_wrong_keymap_is_said_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(content)
    with pytest.raises(KeymapError, match=said):
        read_keymap(file)
