"""Who may do what: people, their roles, how they sign in and how long they stay."""
