"""重大行政决策: the yearly catalogue, each matter's story, consultations and what became of every opinion."""
