"""Commands of registration and custody. Light: a receipt is read with these alone."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical


class Reason(IntEnum):
    """Why ownership passes without a trade (非交易过户): inheritance, donation, judgement, merger."""

    INHERITANCE = 1
    DONATION = 2
    JUDGEMENT = 3
    MERGER = 4


class Register(IntEnum):
    """Which register of a bond is authoritative: the legacy one (mirrored here) or the ledger (native)."""

    MIRRORED = 1
    NATIVE = 2


class OpenNominees(Canonical, tag=1):
    """Two depositories open nominee accounts (名义持有人账户) for each other.

    ``first_account``: kept by ``first`` for ``second``, which is paid at ``first_cash``, its dedicated cash account
    (专用资金账户); ``second_account`` and ``second_cash`` the other way round.
    """

    first: int
    second: int
    first_account: int
    first_cash: int
    second_account: int
    second_cash: int


class Interconnect(Canonical, tag=2):
    """Clients of the depository ``home`` hold the bond through its nominee account at ``host`` (互联互通)."""

    asset: int
    host: int
    home: int


class Pledge(Canonical, tag=3):
    """Pledge (质押): ``quantity`` of ``asset`` goes from ``source`` to the account ``collateral`` of the pledgee.

    ``document``: hash of the pledge contract, 32 bytes. The pledge bears the number of its request.
    """

    source: int
    collateral: int
    asset: int
    quantity: int
    document: bytes


class ReleasePledge(Canonical, tag=4):
    """Release part or all of a pledge (解除质押) to ``target``: the pledgor's account, or, realised, another's."""

    institution: int
    number: int
    quantity: int
    target: int
    document: bytes


class NonTradeTransfer(Canonical, tag=5):
    """Ownership passes without a trade (非交易过户), for a :class:`Reason` that a document shows (its hash)."""

    source: int
    target: int
    asset: int
    quantity: int
    reason: int
    document: bytes


class RepairBreaks(Canonical, tag=6):
    """Bring these accounts to what the depository's register says (更正), for a reason, with a document's hash.

    Of mirrored bonds only, and only accounts that the newest statement showed to differ.
    """

    depository: int
    asset: int
    accounts: tuple[int, ...]
    reason: str
    document: bytes


Act = OpenNominees | Interconnect | Pledge | ReleasePledge | NonTradeTransfer | RepairBreaks


class Request(Canonical, tag=45):
    """Ask for an act as one of those whose signature it needs; it waits for the others, or is done at once.

    ``number``: the sender's own, new among its requests and pledges.
    """

    instance: int
    number: int
    act: Act


class Accept(Canonical, tag=46):
    """Sign a request of ``institution``; it is carried out with the last signature that it needs."""

    institution: int
    number: int


class Refuse(Canonical, tag=47):
    """End a request: its sender withdraws it, or somebody whose signature it needs refuses."""

    institution: int
    number: int


class CloseAccount(Canonical, tag=48):
    """Close an account of the sender for good (销户); it is empty and nothing waits for it."""

    account: int


class IssueCertificate(Canonical, tag=49):
    """Anchor a holding certificate (持有证明) of an account of the sender, as of this command's commit.

    ``digest``: of the :class:`Certificate` that says what the account holds then; a receipt of this command proves it.
    """

    number: int
    account: int
    digest: bytes


class SetRegister(Canonical, tag=50):
    """Say which register of a bond is authoritative, by its issuer depository."""

    asset: int
    register: int


class Stated(Canonical):
    """An account of which a legacy register says another quantity than the ledger, and that quantity."""

    account: int
    quantity: int


class StateRegister(Canonical, tag=51):
    """State a depository's register of a bond at the end of ``date``: total, digest, and every break (对账).

    ``digest``: ``certificate.register_digest`` of the legacy rows. The ledger's own rows, changed by ``breaks``, must
    give the same; so no break can be left out. ``date``: the last business date.
    """

    asset: int
    date: int
    total: int
    digest: bytes
    breaks: tuple[Stated, ...] = ()


Command = Request | Accept | Refuse | CloseAccount | IssueCertificate | SetRegister | StateRegister
