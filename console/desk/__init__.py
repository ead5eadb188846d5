"""At the desk: footage from files and recordings into the analysis, what it said out as text, video and report."""
