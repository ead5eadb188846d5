"""The roof: HTTP, processes and the page. Sees everything; the only place that wires the wings together."""
