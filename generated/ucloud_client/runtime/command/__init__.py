"""The command line of the API, made from the classes when it runs."""
