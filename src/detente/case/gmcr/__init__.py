"""Published conflicts: files of the form gmcr-case/1, read, checked and turned into cases."""
