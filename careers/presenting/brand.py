"""The company's colour, made readable. As a company writes it, it may be too pale for light pages or too deep for dark
ones: there it is darkened or lightened, its hue kept, until it has enough contrast wherever the style sheet uses it."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

STEP = 0.01


@dataclass(frozen=True)
class Scheme:
    """The grounds on which the style sheet sets text, the page's own first; how much of the accent is in the tint
    behind what it sets apart; the contrast that the accent has on all of these; and how much of its strength a
    corrected one keeps. WCAG asks for a contrast of 4.5. On dark ground a colour no paler than that, and as strong as
    before, glows."""

    grounds: Sequence[str]
    tint: float
    contrast: float
    strength: float
    dark: bool


LIGHT = Scheme(("#fcfbf8", "#ffffff", "#f3f1ea"), tint=0.12, contrast=4.5, strength=1, dark=False)
DARK = Scheme(("#15191b", "#1c2225", "#20272a"), tint=0.18, contrast=6, strength=0.6, dark=True)


@dataclass(frozen=True)
class Shade:
    """The accent of a scheme, and the tint behind text. Text on the accent itself has the colour of the page."""

    accent: str
    soft: str


def shade(colour: str, scheme: Scheme) -> Shade:
    """A colour such as #1a5fb4 as it can be read in a scheme: as it is, or the nearest that can."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    saturation *= scheme.strength
    found = Shade(colour.lower(), _mixed(colour, scheme))
    while not _readable(found, scheme):
        lightness += STEP if scheme.dark else -STEP
        accent = _hex(colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation))
        found = Shade(accent, _mixed(accent, scheme))
    return found


def sheet(colour: str) -> str:
    """The style sheet of a company's colour, for the screen: paper has the colour of ink."""
    light, dark = (
        f":root {{ --accent: {found.accent}; --accent-soft: {found.soft}; }}"
        for found in (shade(colour, LIGHT), shade(colour, DARK))
    )
    return f"@media screen {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def corrections(colour: str) -> str:
    """What the site makes of a colour that cannot be read as it is; "" where it can, and of none."""
    if not colour:
        return ""
    shades = {"light": shade(colour, LIGHT).accent, "dark": shade(colour, DARK).accent}
    told = [f"{accent} on {name} pages" for name, accent in shades.items() if accent != colour.lower()]
    return f"{colour} is shown as {' and '.join(told)}, so that it can be read there." if told else ""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21, as WCAG defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _readable(found: Shade, scheme: Scheme) -> bool:
    return all(contrast(found.accent, ground) >= scheme.contrast for ground in (*scheme.grounds, found.soft))


def _mixed(accent: str, scheme: Scheme) -> str:
    pairs = zip(_channels(accent), _channels(scheme.grounds[0]), strict=True)
    return _hex([part * scheme.tint + ground * (1 - scheme.tint) for part, ground in pairs])


def _luminance(colour: str) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _hex(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in channels)
