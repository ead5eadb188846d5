"""Rendered scenes with exact truth, and how well tracks and events meet it."""
