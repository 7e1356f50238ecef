"""Pages → files: what is to be made, what is there, what changes, and the commit of it."""
