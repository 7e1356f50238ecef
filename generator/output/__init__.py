"""What a run leaves behind: decided, made, proven by a manifest, written all or nothing, compared again."""
