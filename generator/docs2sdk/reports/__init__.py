"""Findings of any kind as text: for people, for machines, for the places where code is reviewed."""
