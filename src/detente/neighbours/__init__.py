"""Neighbours' files: what other programs write, read into our forms and written back."""
