"""The villages a place names: 乔庄村东, 李斌庄村、何庄; a name inside another (大乔庄) is another village."""

import re

from wfx.values.township import Township, stem

_BEFORE = r"(?:^|[\s、,,;;。::/()()和及与]|乡|镇|县|区|市|年度?)"
_AFTER = r"(?=村|社区|$|[\s、,,;;。/()()和及与]|[东西南北内\d一二三四五六七八九十])"


def villages_in(township: Township, text: str) -> list[str]:
    """The codes of this township's villages the text names, in the order of the township."""
    return [
        each.code for each in township.villages if re.search(f"{_BEFORE}{re.escape(stem(each.name))}{_AFTER}", text)
    ]
