"""The export worker: joins the footage with what the analysis knows of it, and seals the result."""
