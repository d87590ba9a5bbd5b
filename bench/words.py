"""Generates sentences for the benchmark's articles."""

from random import Random

TAXONOMIES = (
    *("harbour", "river", "lighthouse", "survey", "border", "canal", "map", "tide"),
    *("glacier", "railway", "market", "bridge", "island", "delta", "archive", "reef"),
    *("observatory", "coast", "valley", "strait", "well", "monsoon", "pilot", "chart"),
)
ADJECTIVES = (
    *("old", "northern", "narrow", "patient", "distant", "careful", "muddy", "quiet"),
    *("disputed", "shallow", "famous", "forgotten", "steep", "reliable", "salt", "new"),
)
VERBS = (
    *("crosses", "follows", "measures", "divides", "remembers", "feeds", "outlives"),
    *("explains", "resists", "changes", "borrows from", "looks down on", "depends on"),
)
TIMES = (
    *("every spring", "for forty years", "before the war", "in a dry year", "by hand"),
    *("at low water", "to this day", "without a licence", "twice a day", "at night"),
)
SENTENCES = (
    "The {0} {1} {4} the {2} {3} {5}.",
    "Whoever knows the {1} knows that a {2} {3} {4} it {5}.",
    "It is said that the {0} {1} {4} nothing, but the {3} was there {5}.",
    "In the {1} office a {0} clerk still counts each {3} {5}, and nobody asks why.",
    "A {2} {3} is no {1}, though on paper the one {4} the other {5}.",
    "They built the {1} beside the {0} {3}, and it {4} the town {5}.",
)


def sentence(rng: Random) -> str:
    words = (
        *(rng.choice(ADJECTIVES), rng.choice(TAXONOMIES)),
        *(rng.choice(ADJECTIVES), rng.choice(TAXONOMIES)),
        *(rng.choice(VERBS), rng.choice(TIMES)),
    )
    return rng.choice(SENTENCES).format(*words)


def headline(rng: Random) -> str:
    subject = f"The {rng.choice(ADJECTIVES)} {rng.choice(TAXONOMIES)}"
    return f"{subject} that {rng.choice(VERBS)} the {rng.choice(TAXONOMIES)}"


def paragraphs(rng: Random, pool: list[str], words: int) -> list[str]:
    """HTML of at least `words` words, from sentences of the pool."""
    made: list[str] = []
    while words > 0:
        text = " ".join(rng.choices(pool, k=5))
        words -= text.count(" ") + 1
        made.append(f"<p>{text}</p>\n")
    return made
