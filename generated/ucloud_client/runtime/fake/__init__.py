"""The fake API for tests of programs: ``FakeTransport``, sample responses, and the names of actions."""
