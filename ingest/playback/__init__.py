"""Recorded footage for people: playlists over the files as they lie on disk, and safe ways to their bytes."""
