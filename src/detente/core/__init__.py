"""The table, its readings and the findings: numpy only, no input or output."""
