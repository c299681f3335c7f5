"""The parts of a score: Murphy's terms, calibration, discrimination and intervals."""
