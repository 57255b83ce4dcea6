"""What a node holds of a database, how it follows and writes it; `memory/stores/postgres.py` says in which order to read."""
