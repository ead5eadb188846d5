"""What goes out to other systems: webhooks, tokens for reading, and what is read with them."""
