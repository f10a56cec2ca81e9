"""python -m tests.mailing.signers N: in the data folder of the environment, N people sign and wait for their mail."""

import sys
from datetime import UTC, datetime

import django

if __name__ == "__main__":
    django.setup()

    from tests.people import ada_opens, signs
    from undersigned.management.prepare import prepare

    prepare(print)
    petition = ada_opens(datetime.now(UTC))
    for number in range(int(sys.argv[1])):
        signs(petition, datetime.now(UTC), email=f"sam{number}@example.org")
