"""Mail domains of offices: which addresses belong to one, and which domains are anybody's."""

from typing import Final

from undersigned.kit.address_rules import RULES, SUBDOMAIN_IS_THE_NAME
from undersigned.kit.addresses import canonical
from undersigned.kit.misspelt import KNOWN

# Where anybody may have a mailbox, beside the providers that address_rules and misspelt know.
_ANYBODYS: Final = frozenset(
    {
        *RULES,
        *SUBDOMAIN_IS_THE_NAME,
        *KNOWN,
        *(
            "013.net",
            "013net.net",
            "21cn.com",
            "excite.com",
            "frontier.com",
            "home.nl",
            "netcabo.pt",
            "netcourrier.com",
        ),
        *(
            "netscape.net",
            "netvision.net.il",
            "o2.co.uk",
            "onet.eu",
            "optonline.net",
            "outlook.com.br",
            "protonmail.de",
            "telus.net",
        ),
        *(
            "terra.es",
            "virgin.net",
            "vodafone.it",
            "wanadoo.es",
            "windowslive.com",
            "yahoo.com.cn",
            "yandex.kg",
            "zonnet.nl",
        ),
        *(
            f"outlook.{end}"
            for end in ("at", "be", "cl", "co.il", "cz", "de", "dk", "es", "fr", "ie", "it", "pt")
        ),
        *(
            f"hotmail.{end}"
            for end in ("be", "ca", "ch", "co.il", "com.ar", "com.br", "de", "nl", "no", "se")
        ),
        *(
            f"live.{end}"
            for end in ("at", "be", "ca", "com.pt", "de", "dk", "fr", "ie", "it", "nl", "no", "se")
        ),
        *(f"gmx.{end}" for end in ("co.uk", "es", "eu", "fr", "info", "li", "org", "us")),
        *(f"tuta.{end}" for end in ("com", "io")),
        *(f"yandex.{end}" for end in ("com.tr", "ee", "fr", "lt", "lv", "md", "uz")),
        *(f"{name}.ru" for name in ("bk", "inbox", "list", "rambler", "internet")),
        *("163.com", "126.com", "yeah.net", "qq.com", "foxmail.com", "sina.com", "sohu.com", "aliyun.com"),
        *(
            "naver.com",
            "daum.net",
            "hanmail.net",
            "rediffmail.com",
            "uol.com.br",
            "bol.com.br",
            "terra.com.br",
        ),
        *("ig.com.br", "zohomail.com", "zohomail.eu", "inbox.lv", "inbox.com", "rocketmail.com", "att.net"),
        *("sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "juno.com", "aim.com"),
        *(
            "rogers.com",
            "sympatico.ca",
            "shaw.ca",
            "bigpond.com",
            "optusnet.com.au",
            "xtra.co.nz",
            "eircom.net",
        ),
        *("ntlworld.com", "blueyonder.co.uk", "talktalk.net", "tiscali.co.uk", "btopenworld.com", "plus.com"),
        *("bbox.fr", "numericable.fr", "neuf.fr", "club-internet.fr", "aliceadsl.fr", "voila.fr", "gmx.fr"),
        *(
            "arcor.de",
            "online.de",
            "email.de",
            "mail.de",
            "vodafone.de",
            "kabelmail.de",
            "posteo.net",
            "posteo.eu",
        ),
        *(
            "aon.at",
            "chello.at",
            "chello.nl",
            "ziggo.nl",
            "kpnmail.nl",
            "planet.nl",
            "hetnet.nl",
            "xs4all.nl",
        ),
        *("inwind.it", "iol.it", "tin.it", "tim.it", "fastwebnet.it", "email.it", "poste.it", "pec.it"),
        *("poczta.onet.pl", "op.pl", "vp.pl", "gazeta.pl", "tlen.pl", "poczta.fm", "interia.eu", "go2.pl"),
        *("seznam.cz", "email.cz", "centrum.cz", "centrum.sk", "azet.sk", "freemail.hu", "citromail.hu"),
        *(
            "abv.bg",
            "mail.bg",
            "ukr.net",
            "i.ua",
            "meta.ua",
            "tut.by",
            "walla.com",
            "zahav.net.il",
            "bezeqint.net",
        ),
        *(
            "sapo.pt",
            "clix.pt",
            "iol.pt",
            "mail.pt",
            "tutanota.com",
            "tutanota.de",
            "tutamail.com",
            "keemail.me",
        ),
        *(
            "riseup.net",
            "disroot.org",
            "autistici.org",
            "systemli.org",
            "mailfence.com",
            "runbox.com",
            "startmail.com",
        ),
        *("hushmail.com", "lycos.com", "usa.com", "post.com", "europe.com", "consultant.com", "duck.com"),
        *(
            "mozmail.com",
            "passmail.net",
            "simplelogin.com",
            "anonaddy.com",
            "mailinator.com",
            "guerrillamail.com",
        ),
        *(
            "10minutemail.com",
            "temp-mail.org",
            "yopmail.com",
            "trashmail.com",
            "maildrop.cc",
            "dispostable.com",
        ),
    }
)
# Below these, whole states or registries give names to others: an office at one of them has that very domain alone.
_GIVES_NAMES: Final = frozenset(
    {
        *(
            "ac",
            "co",
            "com",
            "edu",
            "ed",
            "gc",
            "go",
            "gob",
            "gouv",
            "gov",
            "govt",
            "gub",
            "gv",
            "k12",
            "ltd",
        ),
        *("mil", "muni", "net", "nhs", "nom", "or", "org", "plc", "police", "sch", "state", "us"),
    }
)


def domain_of(address: str) -> str:
    """The domain of an address that `addresses.clean` gave, in lower case and A-labels."""
    return canonical(address).rpartition("@")[2]


def is_anybodys(domain: str) -> bool:
    """Whether anybody may have an address there, so that it shows nothing of who somebody is."""
    return any(_parent(domain, depth) in _ANYBODYS for depth in range(domain.count(".") + 1))


def is_within(domain: str, office: str) -> bool:
    """Whether a domain is the office's own, or below it; both in A-labels.

    What only looks like it, begins with it or ends with its letters, is another. Where the office stands directly
    below what gives names to others (gov.uk), and where anybody may be, there is nothing below it.
    """
    if not office or "." not in office or is_anybodys(office):
        return False
    return domain == office or (not _gives_names(office) and domain.endswith(f".{office}"))


def _gives_names(domain: str) -> bool:
    first, _, rest = domain.partition(".")
    return "." not in rest and first in _GIVES_NAMES


def _parent(domain: str, depth: int) -> str:
    return domain.split(".", depth)[-1]
