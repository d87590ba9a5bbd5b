"""The drawings of the demonstration magazine, printed by a small program."""
