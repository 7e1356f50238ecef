"""The actions as OpenAPI 3.1, for viewers, generators and mock servers of others."""
