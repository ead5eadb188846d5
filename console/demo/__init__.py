"""The demo town: a small simulated town that lives outside the product and meets it only at its public doors."""
