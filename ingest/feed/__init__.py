"""The packet feed between processes: one publisher in each pull host, any number of subscribers."""
