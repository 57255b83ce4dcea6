"""Settings: from the environment and options to one frozen value; and the store that they name, opened."""

import dataclasses
from pathlib import Path

import pytest

from memory.errors import Invalid, Unavailable
from web import opened, settings


def test_without_a_word_padanan_serves_on_loopback_from_padanan_data() -> None:
    chosen = settings({})

    assert (chosen.data, chosen.host, chosen.port, chosen.where) == (
        Path("padanan-data"),
        "127.0.0.1",
        8080,
        "padanan-data",
    )


def test_the_environment_names_the_data_directory() -> None:
    assert settings({"PADANAN_DATA": "/srv/padanan"}).where == "/srv/padanan"


def test_an_option_wins_over_the_environment() -> None:
    assert settings({"PADANAN_DATA": "/srv/padanan"}, data=Path("here")).where == "here"


def test_an_option_that_is_none_was_not_given() -> None:
    assert settings({"PADANAN_DATA": "/srv/padanan"}, data=None, port=None).where == "/srv/padanan"


@pytest.mark.parametrize("empty", ["PADANAN_DATA", "PADANAN_STORE"])
def test_an_empty_variable_is_no_variable(empty: str) -> None:
    assert settings({empty: ""}) == settings({})


def test_padanan_store_wins_over_the_data_directory() -> None:
    chosen = settings({"PADANAN_DATA": "/srv/padanan", "PADANAN_STORE": "postgresql://db/padanan"})

    assert chosen.where == "postgresql://db/padanan"


def test_beside_a_database_a_data_directory_is_what_the_node_keeps_of_its_own() -> None:
    chosen = settings({"PADANAN_STORE": "postgresql://db/padanan"}, data=Path("here"))

    assert (chosen.where, chosen.data) == ("postgresql://db/padanan", Path("here"))


def test_a_store_that_was_asked_for_wins_over_the_environment() -> None:
    chosen = settings({"PADANAN_STORE": "postgresql://db/padanan"}, store="postgresql://other/padanan")

    assert chosen.where == "postgresql://other/padanan"


def test_a_store_that_is_no_database_is_refused_without_being_shown() -> None:
    with pytest.raises(Invalid, match="is not the address of a database") as told:
        settings({"PADANAN_STORE": "mysql://ana:s3cret@db/padanan"})

    assert "s3cret" not in str(told.value)


def test_the_password_of_a_database_is_not_shown_with_the_settings() -> None:
    assert "s3cret" not in repr(settings({"PADANAN_STORE": "postgresql://ana:s3cret@db/padanan"}))


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match=r"There is no setting colour, size\. Settings: data, store, host, port"):
        settings({}, size=1, colour="red")


def test_behind_another_server_nobody_is_local() -> None:
    """Who comes through a proxy on this machine may be anybody."""
    chosen = settings({"PADANAN_PROXY": "127.0.0.1"})

    assert (chosen.proxy, chosen.local, chosen.visitor) == ("127.0.0.1", False, "anyone")


def test_settings_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings({}).port = 1  # type: ignore[misc]


def test_where_there_is_no_store_the_reader_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told, opened(settings({}, data=tmp_path / "none"), writable=False):
        pass

    assert told.value.message == f"There is no store at {tmp_path / 'none'}."
    assert told.value.hint == "Make one with “padanan mine seeds”, or name another with --data."


def test_a_reader_makes_no_directory(tmp_path: Path) -> None:
    with pytest.raises(Unavailable), opened(settings({}, data=tmp_path / "none"), writable=False):
        pass

    assert list(tmp_path.iterdir()) == []


def test_one_process_writes_and_others_read(tmp_path: Path) -> None:
    chosen = settings({}, data=tmp_path / "data")

    with opened(chosen, writable=True) as writer:
        with opened(chosen, writable=False) as reader:
            assert reader.store.revision == writer.store.revision
        with pytest.raises(Unavailable, match="is being written by another process"), opened(chosen, writable=True):
            pass


def test_the_store_is_let_go_of_when_the_context_ends_badly(tmp_path: Path) -> None:
    chosen = settings({}, data=tmp_path / "data")

    with pytest.raises(ZeroDivisionError), opened(chosen, writable=True):
        raise ZeroDivisionError
    with opened(chosen, writable=True) as again:
        assert len(again.memory) == 0
