"""At the desk: the analysis over a file or a recording, as fast as it goes, with everything it said kept."""
