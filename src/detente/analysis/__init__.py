"""Questions to the table. Each is a pure function from a table to a finding."""
