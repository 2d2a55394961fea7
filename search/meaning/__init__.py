"""What is near in meaning: an addition to words, where the model can be had.

`search.index.Entry.meanings` hands the pieces in, `near` finds them. Everything works without: `available` is false,
`near` finds nothing. Nothing heavy is loaded by importing this package (docs/adr/0012).
"""

from search.meaning.asking import Near, available, is_installed, near

__all__ = ["Near", "available", "is_installed", "near"]
