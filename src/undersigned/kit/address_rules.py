"""What mail providers say about their own addresses, as data: which spellings reach one mailbox.

A domain is here only where its provider says so, or enforces it when accounts are made; what is merely
likely is left out, because a wrong rule takes a signature from somebody. Changing anything here changes
digests: raise `addresses.RULES_VERSION` and run the command that recomputes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rule:
    """How one provider reads the part before the @, once it is in lower case and without its "+tag"."""

    domain: str  # the domain under which the provider's alias domains are known
    letters: Mapping[int, str | None] = field(default_factory=dict)  # for str.translate: dropped or exchanged
    nickname_mark: str = ""  # what stands after this mark is a keyword that the owner of the nickname made up


_NO_DOTS = {ord("."): None}
_NO_MARKS = {ord("."): None, ord("-"): None, ord("_"): None}
_DOT_IS_HYPHEN = {ord("."): "-"}
_YAHOO = (
    *(
        f"yahoo.{end}"
        for end in ("com", "ca", "de", "dk", "es", "fr", "gr", "ie", "in", "it", "no", "pl", "se")
    ),
    *(f"yahoo.co.{end}" for end in ("id", "in", "nz", "th", "uk", "za")),
    *(f"yahoo.com.{end}" for end in ("ar", "au", "br", "hk", "mx", "my", "ph", "sg", "tr", "tw", "vn")),
)

RULES: dict[str, Rule] = {
    # Google: dots do not matter, and googlemail.com is the same service
    # (support.google.com/mail/answer/7436150).
    **dict.fromkeys(("gmail.com", "googlemail.com"), Rule("gmail.com", _NO_DOTS)),
    # Apple: whoever has @mac.com or @me.com has the same name at @icloud.com (support.apple.com/118230).
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), Rule("icloud.com")),
    # Proton: a name is given once for all its domains, and with or without . - _ it is one name
    # (proton.me/support/addresses-and-aliases).
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), Rule("proton.me", _NO_MARKS)),
    # Yandex: every mailbox exists at all of its domains; a dot and a hyphen in the name are the same
    # (yandex.com/support/id/authorization/email.html).
    **dict.fromkeys(
        ("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua"),
        Rule("yandex.ru", _DOT_IS_HYPHEN),
    ),
    # Yahoo: "nickname-keyword" is a throw-away address of whoever chose the nickname. The nickname is not the
    # name of the mailbox, and may be the name of somebody else's, so the hyphen stays. The national domains
    # hold different people (help.yahoo.com/kb/SLN28815.html).
    **{domain: Rule(domain, nickname_mark="-") for domain in _YAHOO},
}

# Fastmail: anything@name.fastmail.com reaches name@fastmail.com, on each of its domains; the domains hold
# different people (fastmail.help/hc/en-us/articles/360060591053).
SUBDOMAIN_IS_THE_NAME: frozenset[str] = frozenset(
    {
        *("123mail.org", "eml.cc", "fmail.co.uk", "ftml.net", "realemail.net", "sent.com", "warpmail.net"),
        *(
            f"fastmail.{end}"
            for end in ("com", "net", "org", "fm", "cn", "co.uk", "com.au", "de", "es", "fr", "im")
        ),
        *(f"fastmail.{end}" for end in ("in", "jp", "mx", "nl", "se", "to", "tw", "uk", "us")),
    }
)
