"""Models that people bring: recognised by their shapes, tried, measured, kept, and shared fairly by the cameras."""
