"""Video files of any kind, read as the analysis takes its pictures, and written for people to look at."""
