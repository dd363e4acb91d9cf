"""Names of districts as people write them."""

from __future__ import annotations

import re

# Names that already say what they are: Rhein-Sieg-Kreis, Saalekreis, Region Hannover, Regionalverband Saarbrücken.
_SAYS_KIND = re.compile(r"kreis|region", re.IGNORECASE)
CITY_TYPES = frozenset({"Kreisfreie Stadt", "Stadtkreis"})


def plain_name(name: str) -> str:
    """The name without its designation: 'Flensburg, Stadt' → 'Flensburg'."""
    return name.split(",", 1)[0]


def district_title(name: str, type_de: str) -> str:
    """'Landkreis Würzburg', 'Rhein-Sieg-Kreis', 'Stadt Würzburg' for an independent city.

    type_de: Landkreis, Kreis, Kreisfreie Stadt, Stadtkreis or Regionalverband, as in the register.
    """
    if type_de in CITY_TYPES:
        return f"Stadt {plain_name(name)}"
    if _SAYS_KIND.search(name):
        return name
    return f"{type_de} {name}"
