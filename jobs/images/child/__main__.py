"""The child process of jobs/images/imaging.py: decodes and encodes one picture.

Arguments: "clean"; "draw", the focal point's x and y, and 1 for icons; or "social".
stdin: the picture's bytes, for "social" after one line of JSON. stdout: one line of
JSON, then the bytes of the pictures it lists, in that order.
"""

import sys
from pathlib import Path

# Python is started with -I, so that no folder but this one is searched for modules.
sys.path.insert(0, str(Path(__file__).parents[3]))

from jobs.images.child.process import Made, Refusal, answer, limit

CPU_SECONDS = {"clean": 5, "draw": 30, "social": 15}


def main() -> None:
    task, *parameters = sys.argv[1:]
    limit(CPU_SECONDS[task])
    data = sys.stdin.buffer.read()
    try:
        made = work(task, data, *map(float, parameters))
    except Refusal as refusal:
        answer([], refused=str(refusal))
    else:
        answer(made)


def work(task: str, data: bytes, *parameters: float) -> list[Made]:
    # Imported where needed: each task loads only its own parts of Pillow.
    if task == "clean":
        from jobs.images.child.cleaning import clean

        return [clean(data)]
    if task == "draw":
        from jobs.images.child.renditions import draw_renditions

        return draw_renditions(data, *parameters)
    from jobs.images.child.social import draw_social

    return [draw_social(data)]


if __name__ == "__main__":
    main()
