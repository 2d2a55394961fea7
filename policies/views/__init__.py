"""Public pages of the library: documents, their interpretations, the files of these."""
