"""Position protocols: each turns a message into a `patrol.position.Fix`, without any I/O."""
