"""Which actions there are: one page for each, corrected by overlays, chosen by settings."""
