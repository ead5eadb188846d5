"""The tables of patrol and how their rows become values."""
