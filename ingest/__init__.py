"""Pixels stay compressed: sources, timeline, recording, the packet feed and live view. Imports kernel only."""
