"""The Graph Model for Conflict Resolution: stability of states, with witnesses, at any size."""
