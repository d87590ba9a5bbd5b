"""The writing direction of a language."""

# Scripts that run from right to left (Unicode's Script_Direction in CLDR), and the
# languages usually written in them (IANA's Suppress-Script and CLDR's likely subtags).
SCRIPTS = {"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"}
LANGUAGES = {
    *("ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "pnb"),
    *("prs", "ps", "sd", "syr", "ug", "ur", "yi", "ji"),
}


def direction(tag: str) -> str:
    """ "rtl" or "ltr" for a BCP 47 language tag; a script in it decides."""
    language, *more = tag.lower().split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    is_rtl = scripts[0] in SCRIPTS if scripts else language in LANGUAGES
    return "rtl" if is_rtl else "ltr"
