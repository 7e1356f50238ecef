"""The commands of ``docs2sdk``, one module each; ``cli`` imports the one that is run."""
