"""Answering from what is public: words and meaning of a question against the library and the documents in force.

`words`, `days` and `ranking` are plain Python; `ask` reads the database.
"""
