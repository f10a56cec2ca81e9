"""The benchmark: what the site reaches on this machine, beside what its database and its server reach alone."""
