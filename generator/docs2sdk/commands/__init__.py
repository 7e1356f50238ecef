"""What ``docs2sdk`` can be told to do, a room for each command; ``cli`` imports the one that is asked for."""
