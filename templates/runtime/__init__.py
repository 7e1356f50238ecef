"""What every action has in common: encoding, signing, sending, decoding.

Plain Python, copied into the package as it is.  A program needs ``errors`` (the tree of what can go wrong), ``settings`` and
``options`` (what a client can be told), ``observing`` (hooks and the log) and ``transport`` (a transport of one's own); the
rest is how it is done.
"""
