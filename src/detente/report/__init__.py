"""Faces that render findings: the page, the terminal, the notebook. They decide nothing."""
