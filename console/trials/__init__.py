"""Rules tried on a recording before they are switched on: what they would have reported, beside what is reported now."""
