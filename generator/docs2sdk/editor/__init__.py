"""What an editor shows of pages while they are written: the language server and the functions behind it."""
