"""Sections of the page: each turns answers into sentences and tables, and decides nothing."""
