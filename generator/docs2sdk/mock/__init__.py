"""A local API made from the pages, to try clients and programs without UCloud."""
