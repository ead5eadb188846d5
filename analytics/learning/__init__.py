"""What dismissed events teach: where, when and of which size a rule need not call anybody."""
