"""Which passwords are refused: short ones, and those that are guessed first."""

import re
from collections.abc import Iterable
from pathlib import Path

LEAST, MOST = 12, 200  # characters
FEWEST_DIFFERENT = 5
SHORTEST_NAME = 4
LEET = str.maketrans("@4310$5!7+", "aaeiossitt")
# What most leaked passwords are made of, in English and on keyboards.
COMMON = frozenset(Path(__file__).with_name("common_words.txt").read_text().split())
SEQUENCES = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


def problem_with(password: str, names: Iterable[str] = ()) -> str:
    """One sentence for whoever chose it, or nothing. `names` must not be part of it."""
    if len(password) < LEAST:
        return (
            f"Use {LEAST} characters or more. "
            "Four words that have nothing to do with one another are easy to remember."
        )
    if len(password) > MOST:
        return f"Use {MOST} characters at most."
    plain = password.casefold()
    if any(name in plain for name in _parts(names)):
        return "Leave out your name and your address: they are tried first."
    if _is_guessed_first(plain):
        return "This one is on every list of common passwords. Choose another."
    return ""


def _parts(names: Iterable[str]) -> set[str]:
    words = {word for name in names for word in re.split(r"[\W_]+", name.casefold())}
    return {word for word in words if len(word) >= SHORTEST_NAME}


def _is_guessed_first(plain: str) -> bool:
    if len(set(plain)) < FEWEST_DIFFERENT or _repeats(plain):
        return True
    if any(plain in sequence * 2 for sequence in SEQUENCES):
        return True
    return any(_is_one_common_word(word) for word in (plain, plain.translate(LEET)))


def _repeats(plain: str) -> bool:
    """Whether a few characters are said again and again."""
    return any(
        plain == (plain[:length] * len(plain))[: len(plain)]
        for length in range(1, len(plain) // 2 + 1)
    )


def _is_one_common_word(plain: str) -> bool:
    """With figures and signs around it, or several times."""
    letters = re.sub(r"[^a-z]", "", plain)
    left = {letters.replace(word, "") for word in COMMON if word in letters}
    return letters in COMMON or any(len(rest) < SHORTEST_NAME for rest in left)
