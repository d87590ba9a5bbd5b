"""Counts in sentences: 1 story, 2 stories."""


def plural(word: str, count: int) -> str:
    if count == 1:
        return word
    is_ies = word.endswith("y") and word[-2] not in "aeiou"
    return f"{word[:-1]}ies" if is_ies else f"{word}s"


def counted(count: int, word: str) -> str:
    return f"{count:,} {plural(word, count)}"
