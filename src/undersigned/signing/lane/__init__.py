"""The fast lane: the few requests that a front page multiplies, answered before Django and by its rules."""
