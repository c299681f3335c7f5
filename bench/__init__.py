"""Measures the time and memory of the product's own commands. Not part of the installed package."""
