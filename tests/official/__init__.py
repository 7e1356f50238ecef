"""The official SDK (``ucloud-sdk-python3``), read to be compared with: what it calls, sends and expects."""
