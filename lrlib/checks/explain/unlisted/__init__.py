"""Causes that no listed mistake explains, found by search."""
