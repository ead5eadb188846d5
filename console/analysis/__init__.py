"""The analysis host: packets of the feed to frames, frames to tracks and events; always the newest, never behind."""

from console.analysis.host import AnalysisHost

__all__ = ["AnalysisHost"]
