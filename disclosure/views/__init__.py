"""The column's public pages, a module for each of its subjects."""
