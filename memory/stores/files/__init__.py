"""The embedded store's files, batches and tables; `memory/stores/journal.py` says in which order to read them."""
