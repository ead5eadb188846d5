"""Rules tried on a recording before they are switched on: what they would report, beside what is reported now."""
