"""All that is brought into the sandbox, and nothing else is: it imports nothing from outside."""
