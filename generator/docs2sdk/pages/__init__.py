"""Reads pages: files to texts, texts to Markdown blocks, blocks to sections, sections to actions and error codes."""
