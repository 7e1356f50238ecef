"""The kinds of clients: what ``build`` asks of each."""
