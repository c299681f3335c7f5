"""Every figure on the pages about stability, reach and models is worked out from the files shown.

Pages say in comments, which no reader sees, what a table holds; each is described below.
"""

from __future__ import annotations
