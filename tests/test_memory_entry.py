"""Packed records: what they weigh."""

import tracemalloc

from memory.stores.entry import packed

RECORD = {"texts": {"id": "Gencatan senjata itu rapuh. " * 5, "en": "The ceasefire is fragile. " * 5}}


def test_a_record_that_was_written_weighs_what_it_says_and_no_buffer() -> None:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [packed(RECORD) for _ in range(100)]
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert held < 1.5 * sum(len(one) for one in kept if one)
