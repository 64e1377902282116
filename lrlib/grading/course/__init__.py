"""What the course says: the source notebook, verified."""
