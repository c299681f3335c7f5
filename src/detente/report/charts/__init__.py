"""Charts: each module turns view data into one drawing and its table twin, and decides nothing."""
