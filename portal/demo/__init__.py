"""The demo town: its content as text files, read by `source`, written through the portal's own verbs by `town`."""
