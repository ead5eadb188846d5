"""Footage: remuxed into crash-safe segments, listed in a catalogue, accounted for in the gap ledger, let go by rule."""
