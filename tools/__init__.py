"""What keeps the house in order: layers, sizes, the lock file and the browser of the tests.

Standard library only, because ``./dev`` uses it before anything is installed.
"""
