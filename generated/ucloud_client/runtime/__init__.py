"""The runtime of the generated client: encoding, signing, sending, decoding.

Plain Python, copied into the package as it is.  Programs import from ``errors`` (the exceptions), ``settings`` and
``options`` (the arguments of a client), ``hooks`` (hooks and the log) and ``transport`` (to write a transport); the other
modules are internal.
"""
