"""The sink takes mail as a mail server does, and remembers for whom."""

import smtplib

from undersigned.bench.sink import sink


def test_the_sink_takes_several_mails_over_one_connection() -> None:
    with sink() as taker:
        with smtplib.SMTP("127.0.0.1", taker.port, timeout=5) as smtp:
            smtp.ehlo()
            assert smtp.has_extn("8bitmime")
            smtp.sendmail("from@example.org", ["sam@example.org"], "Subject: a\r\n\r\n.dots\r\n")
            smtp.sendmail(
                "from@example.org", ["mo@example.org", "dee@example.org"], "Subject: b\r\n\r\nb\r\n"
            )
            smtp.noop()
        recipients = [recipient for recipient, _ in taker.taken]
    assert recipients == ["sam@example.org", "mo@example.org", "dee@example.org"]
    assert [moment for _, moment in taker.taken] == sorted(moment for _, moment in taker.taken)


def test_a_client_that_breaks_off_leaves_the_sink_to_others() -> None:
    with sink() as taker:
        broken = smtplib.SMTP("127.0.0.1", taker.port, timeout=5)
        broken.ehlo()
        broken.close()
        with smtplib.SMTP("127.0.0.1", taker.port, timeout=5) as smtp:
            smtp.sendmail("from@example.org", ["sam@example.org"], "Subject: a\r\n\r\na\r\n")
        assert [recipient for recipient, _ in taker.taken] == ["sam@example.org"]
