"""The shapes that cross HTTP and ride the event stream; a journal entry's `data` is the view it changes."""
