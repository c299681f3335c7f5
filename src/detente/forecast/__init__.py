"""How likely, by when: the inside view, the outside view, their pool, and how it was scored."""
