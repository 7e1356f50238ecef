"""Values that examples show or that we make up, and where they contradict what tables say."""
