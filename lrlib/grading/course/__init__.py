"""The verified source notebook, the names that its cells bind, and the settings of the course."""
