"""Texts of pages, wherever a template breaks its lines."""


def one_line(text: str) -> str:
    return " ".join(text.split())
