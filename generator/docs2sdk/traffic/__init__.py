"""Recorded requests and responses: files, HAR, curl commands, bodies → samples of an action, without secrets."""
