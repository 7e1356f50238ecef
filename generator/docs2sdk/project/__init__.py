"""Set up a project: its settings, an example page, a README, and jobs for CI."""
