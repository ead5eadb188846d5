"""Position protocols on the wire: messages built by the protocols' tables, broken ones by hand, and chance."""
