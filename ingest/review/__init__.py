"""What people keep of their review: bookmarks, and cases with clips, snapshots, notes, exports and a custody log."""
