"""The foundation: clock, ids, faults, geometry, frames, events and the journal. Imports nothing of ours."""
