"""What the frames mean: motion, objects, tracks, rules and the events they report. Imports kernel only."""
