"""重大行政决策: catalogue, matters, consultations, opinions. An empty room so far."""
