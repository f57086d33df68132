"""Who may answer for something without a key: the roles of the office, and the posts of a village."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wfx.values.township import Township

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "admin": "管理员",
        "clerk": "经办",
        "chief": "主任",
        "leader": "分管领导",
        "supervisor": "督导考核办",
        "colleague": "同事",
        "recovery": "恢复钥匙",
    }
)
POSTS: Final[Mapping[str, str]] = MappingProxyType(
    {"secretary": "村支书", "head": "村主任", "committee": "监委会主任", "clerk": "村文书", "grid": "网格员"}
)
_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {"村书记": "secretary", "支书": "secretary", "书记": "secretary", "主任": "head", "文书": "clerk"}
)


def office_code(text: str, township: Township) -> str:
    """``主任`` → ``chief``, ``何庄村支书`` → ``v03.secretary``; what is neither stays as it is."""
    word = text.strip()
    role = next((code for code, title in ROLES.items() if word == title), None)
    if role is not None:
        return role
    for village in township.villages:
        short = village.name.removesuffix("村")
        for name in (village.name, f"{short}村", short):
            post = word.removeprefix(name) if word.startswith(name) else ""
            code = next((code for code, title in POSTS.items() if post in (title, title.removeprefix("村"))), None)
            code = code or _SAID.get(post)
            if code is not None:
                return f"{village.code}.{code}"
    return word


def office_word(value: str, township: Township) -> str:
    """The same as people say it; an officer's or a person's number stays as it is."""
    village, _, post = value.partition(".")
    if post in POSTS and village in {each.code for each in township.villages}:
        name, title = township.village_name(village).removesuffix("村"), POSTS[post]
        return f"{name}{title}" if title.startswith("村") else f"{name}村{title}"
    return ROLES.get(value, value)


def posts_of(township: Township) -> list[str]:
    """Every village post of the township, as kept."""
    return [f"{village.code}.{post}" for village in township.villages for post in POSTS]
