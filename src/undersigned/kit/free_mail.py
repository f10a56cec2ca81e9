"""Domains at which anybody opens a mailbox: an address there belongs to a person, not to an office.

Data, by no means complete: what is missing here is at worst an office's address that is a person's. The rules of
spelling know some of these providers already; the rest are those with millions of mailboxes, and throw-away ones.
"""

from typing import Final

from undersigned.kit.address_rules import RULES, SUBDOMAIN_IS_THE_NAME

_NAMES: Final = (
    "126.com 163.com 21cn.com aim.com alice.it aol.com arcor.de att.net bellsouth.net bigpond.com bk.ru bluewin.ch "
    "bol.com.br btinternet.com buzeta.net centrum.cz charter.net clix.pt club-internet.fr comcast.net cox.net "
    "daum.net disroot.org duck.com earthlink.net email.cz email.it email.de euskalnet.net excite.com "
    "foxmail.com free.fr freenet.de frontier.com gmx.at gmx.ch gmx.co.uk gmx.com gmx.de gmx.es gmx.fr gmx.net "
    "guerrillamail.com hanmail.net hey.com home.nl hotmail.be hotmail.ca hotmail.ch hotmail.co.il hotmail.co.uk "
    "hotmail.com hotmail.com.br hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com ig.com.br inbox.ru "
    "inbox.lv inbox.com interia.pl iol.pt juno.com kpnmail.nl laposte.net libero.it list.ru live.ca live.co.uk "
    "live.com live.com.pt live.fr live.it live.nl lycos.com mail.com mail.de mail.ru mailbox.org mailinator.com "
    "msn.com naver.com netcabo.pt netcourrier.com netscape.net netvision.net.il neuf.fr ntlworld.com numericable.fr "
    "o2.co.uk o2.pl onet.eu onet.pl op.pl optonline.net orange.fr outlook.be outlook.co.il outlook.com "
    "outlook.com.br outlook.de outlook.es outlook.fr outlook.it outlook.pt poczta.onet.pl posteo.de posteo.net "
    "protonmail.de qq.com rambler.ru rediffmail.com riseup.net rocketmail.com rogers.com runbox.com sapo.pt "
    "sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com skynet.be sky.com sohu.com startmail.com sympatico.ca "
    "t-online.de talktalk.net telefonica.net telenet.be telus.net terra.com.br terra.es tin.it tiscali.co.uk "
    "tiscali.it tlen.pl tutamail.com tuta.com tuta.io tutanota.com tutanota.de uol.com.br verizon.net "
    "virgilio.it virgin.net virginmedia.com vodafone.it vp.pl walla.co.il walla.com wanadoo.es wanadoo.fr web.de "
    "windowslive.com wp.pl xtra.co.nz yahoo.com.cn yandex.kg yeah.net ymail.com yopmail.com ziggo.nl zoho.com "
    "zohomail.com zonnet.nl 013.net 013net.net"
)
FREE_MAIL: Final = frozenset({*_NAMES.split(), *RULES, *SUBDOMAIN_IS_THE_NAME})


def is_free_mail(domain: str) -> bool:
    """Whether mailboxes below this domain (in lower case) are anybody's."""
    labels = domain.rstrip(".").split(".")
    return any(".".join(labels[start:]) in FREE_MAIL for start in range(len(labels)))
