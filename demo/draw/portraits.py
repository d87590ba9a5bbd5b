"""Portraits of the contributors: plain busts on a disc of longitude lines."""

from __future__ import annotations

from demo.draw.bust import (
    MIDDLE,
    Sitter,
    background,
    forehead_lines,
    hair,
    hair_both_sides,
    mouth,
    portrait,
    tress,
    whole,
)
from demo.draw.clothes import (
    beads,
    earrings,
    head_band,
    knit,
    lapels,
    open_collar,
    roll_neck,
    scarf,
    spectacles,
)
from demo.draw.geometry import (
    circle,
    smooth,
    trace,
)
from demo.draw.ink import Sheet
from demo.draw.motifs import (
    hatch,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    DEEP,
    FOREST,
    INDIGO,
    INK,
    LINEN,
    MOSS,
    OCHRE,
    RUST,
    SAGE,
    SEA,
    SLATE,
    STONE,
    TEAL,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import PORTRAIT_SIZE, picture


@picture("portrait-ines-calloway", LINEN, PORTRAIT_SIZE)
def ines_calloway(sheet: Sheet) -> None:
    """Draw a woman with a side-swept auburn bob and a red scarf."""
    sitter = Sitter(SEA, "#e9c9a8", "#cf9f7c", RUST, INDIGO)
    background(sheet, sitter.disc)
    bob = tress(
        "450,168 330,190 278,300 276,450 300,560 390,600 510,600 "
        "600,560 624,450 622,300 570,190"
    )
    hair(sheet, bob, sitter.hair, UMBER)
    portrait(sheet, sitter, lambda page, torso: knit(page, torso, SEA, 20))
    fringe = tress(
        "520,196 400,176 316,250 306,400 312,540 356,520 350,400 390,320 470,268"
    )
    sweep = tress("508,196 580,230 600,330 590,540 552,530 556,400 530,310 470,264")
    hair(sheet, sweep, sitter.hair, UMBER)
    hair(sheet, fringe, sitter.hair, UMBER)
    scarf(sheet, VERMILION, CREAM)


@picture("portrait-tomasz-wierzba", LINEN, PORTRAIT_SIZE)
def tomasz_wierzba(sheet: Sheet) -> None:
    """Draw a man with cropped grey hair, a beard and a work jacket."""
    sitter = Sitter(WHEAT, "#e6c3a3", "#c99876", SLATE, FOREST)
    background(sheet, sitter.disc)
    portrait(sheet, sitter, lambda page, _: lapels(page, CREAM, FOREST))
    jaw = whole(smooth(trace("336,410 340,500 370,580 420,614 450,616")))
    cheeks = whole(smooth(trace("340,400 368,470 400,476 450,470")))
    hair(sheet, [*jaw, *reversed(cheeks)], sitter.hair, INK)
    mouth(sheet, 514, sitter.lips)
    crop = tress(
        "330,370 322,280 350,210 450,178 550,206 580,280 570,370 "
        "552,300 500,262 400,264 348,300"
    )
    hair(sheet, crop, sitter.hair, INK)


@picture("portrait-amara-okonjo", LINEN, PORTRAIT_SIZE)
def amara_okonjo(sheet: Sheet) -> None:
    """Draw a woman with a crown of natural hair, a headband and earrings."""
    sitter = Sitter(OCHRE, "#8a5a3c", "#653d29", INK, VERMILION, "#4a2018")
    background(sheet, sitter.disc)
    crown = circle((MIDDLE, 300), 222, 0.98)
    hair(sheet, crown, sitter.hair, UMBER)
    stripes = hatch(40, 44)
    portrait(sheet, sitter, lambda page, torso: page.stroke(stripes, OCHRE, 9, torso))
    outline = "450,262 390,268 346,310 330,400 318,300 360,214 450,190"
    sheet.fill([whole(smooth(trace(outline)))], INK)
    head_band(sheet, crown, VERMILION, WHEAT)
    earrings(sheet, WHEAT)
    beads(sheet, WHEAT, 12)


@picture("portrait-henrik-solvberg", LINEN, PORTRAIT_SIZE)
def henrik_solvberg(sheet: Sheet) -> None:
    """Draw an old bald man with white side hair, spectacles and a roll-neck."""
    sitter = Sitter(DEEP, "#ecd0b4", "#d3a587", STONE, INDIGO)
    background(sheet, sitter.disc)
    tufts = tress("352,280 306,320 296,400 316,470 350,480 356,380")
    hair_both_sides(sheet, tufts, CREAM, STONE)
    portrait(sheet, sitter, lambda page, torso: knit(page, torso, SEA, 16))
    roll_neck(sheet, SLATE, sitter.coat)
    forehead_lines(sheet)
    moustache = tress("400,496 424,472 452,478 480,472 506,496 452,490")
    hair(sheet, moustache, CREAM, STONE)
    spectacles(sheet, 44)


@picture("portrait-leila-haddad", LINEN, PORTRAIT_SIZE)
def leila_haddad(sheet: Sheet) -> None:
    """Draw a woman with long dark waves and an ochre shirt."""
    sitter = Sitter(CLAY, "#dcae86", "#b98560", INK, OCHRE)
    background(sheet, sitter.disc)
    waves = tress(
        "450,156 320,190 262,310 276,420 238,520 262,640 226,760 "
        "330,830 450,700 570,830 674,760 638,640 662,520 624,420 "
        "638,310 580,190"
    )
    hair(sheet, waves, sitter.hair, SLATE)
    portrait(sheet, sitter, lambda page, _: open_collar(page, "#b98560", WHEAT))
    left = tress(
        "446,196 356,214 300,330 306,450 268,560 284,690 252,780 "
        "330,800 352,690 330,590 346,470 338,380 376,300 446,232"
    )
    hair_both_sides(sheet, left, sitter.hair, SLATE)
    earrings(sheet, TEAL)


@picture("portrait-mateo-quispe", LINEN, PORTRAIT_SIZE)
def mateo_quispe(sheet: Sheet) -> None:
    """Draw a young man with thick black hair and a striped woven scarf."""
    sitter = Sitter(SAGE, "#b98058", "#8f5c3c", INK, UMBER)
    background(sheet, sitter.disc)
    portrait(sheet, sitter, lambda page, _: lapels(page, CREAM, RUST))
    thick = tress(
        "326,390 306,300 326,210 400,156 500,150 576,200 596,300 "
        "574,390 560,320 530,290 470,300 420,268 380,300 346,310"
    )
    hair(sheet, thick, sitter.hair, SLATE)
    scarf(sheet, TEAL, OCHRE)


@picture("portrait-noriko-asahina", LINEN, PORTRAIT_SIZE)
def noriko_asahina(sheet: Sheet) -> None:
    """Draw a woman with a straight black bob, a fringe and round spectacles."""
    sitter = Sitter(VERMILION, "#efd6b8", "#d6ae8a", INK, LINEN)
    background(sheet, sitter.disc)
    outline = "450,160 340,180 284,280 276,420 274,590 360,606 450,606"
    hair(sheet, whole(smooth(trace(outline))), sitter.hair, SLATE)
    portrait(sheet, sitter, lambda page, _: lapels(page, INDIGO, CREAM))
    temple = smooth(trace("450,172 370,188 312,270 306,400"))
    fringe = whole([*temple, *trace("300,586 346,590 350,322 450,322")])
    hair(sheet, fringe, sitter.hair, SLATE)
    spectacles(sheet, 46, RUST)


@picture("portrait-ruth-pennington", LINEN, PORTRAIT_SIZE)
def ruth_pennington(sheet: Sheet) -> None:
    """Draw an older woman with white hair in a bun and a string of beads."""
    sitter = Sitter(TEAL, "#e8c4a6", "#cb9a7c", STONE, MOSS)
    background(sheet, sitter.disc)
    hair(sheet, circle((MIDDLE, 168), 82), CREAM, STONE)
    volume = whole(smooth(trace("450,196 350,206 296,300 304,410 330,440 450,440")))
    hair(sheet, volume, CREAM, STONE)
    portrait(sheet, sitter, lambda page, torso: knit(page, torso, SAGE, 18))
    left = tress("456,206 360,222 312,310 316,410 340,400 362,316 456,250")
    hair_both_sides(sheet, left, CREAM, STONE)
    beads(sheet, CREAM, 11)
    earrings(sheet, VERMILION)
