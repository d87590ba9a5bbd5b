"""Texts of pages, independent of line breaks in templates."""


def one_line(text: str) -> str:
    return " ".join(text.split())
