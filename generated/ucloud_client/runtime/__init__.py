"""What every action has in common: encoding, signing, sending, decoding.

Plain Python, copied into the package as it is.  Rooms, from the ground up: ``errors``, ``wire`` (a class's fields as
the wire knows them), ``encoding`` and ``decoding``, ``models`` (the base classes of requests and responses),
``signature``, ``settings``, ``transport``, ``exchange`` (request → HTTP → response, pure), ``client``, ``service``.
"""
