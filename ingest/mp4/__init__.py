"""Fragmented MP4 (ISO/IEC 14496-12, -14, -15): written and read in one place, for the disk and for live players."""
