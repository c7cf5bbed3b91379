"""Status codes: one per outcome of a record, each with a Chinese and an English sentence.

A sentence says what was wrong and what to do. The table is printed in docs/spec/statuses.md. No numpy
here, so that a receipt can be read by a light process.
"""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """What became of one record (uint16). ``good``: it did what it asked; ``final``: it will not change."""

    good: bool
    final: bool
    en: str
    zh: str

    def __new__(cls, code: int, good: bool, final: bool, en: str, zh: str) -> Status:
        """A member with its code, properties and sentences."""
        assert 0 < code < 1 << 16
        member = int.__new__(cls, code)
        member._value_ = code
        member.good, member.final, member.en, member.zh = good, final, en, zh
        return member

    # fmt: off
    # Outcomes that are good.
    SETTLED = 1, True, True, "Settled: everything moved.", "已结算：证券与资金均已划转。"
    DONE = 2, True, True, "Done.", "已完成。"
    PENDING = 3, True, False, "Waiting for the counterparty's half.", "待匹配：等待对手方指令。"
    EARMARKED = 4, True, False, "Earmarked: settle or release it before it expires.", "已圈存：请在到期前结算或解除。"

    QUEUED = 5, True, False, "Queued: it settles as soon as it can, or fails at its deadline.", "已排队：条件满足即结算，逾期则失败。"

    # Endings without a movement.
    EXPIRED = 10, False, True, "Expired before it was completed; send it again with a later expiry.", "已过期：未在有效期内完成，请以更晚的有效期重新发送。"
    CANCELLED = 11, False, True, "Cancelled by its owner before it matched.", "已撤销：匹配前由指令方撤回。"
    RELEASED = 12, True, True, "Released: the earmarked quantity is available again.", "已解除圈存：数量恢复可用。"

    # Whole batches.
    MALFORMED = 100, False, True, "The payload is not a list of commands in canonical bytes, or not as many as the header says; encode it again.", "报文无法解码，或命令条数与批头不符；请按规范编码重新编制。"
    NOT_IN_ROSTER = 101, False, True, "The institution is not in the roster in force; ask governance to admit it.", "机构不在现行名册中；请向治理委员会申请准入。"
    VALIDITY_TOO_LONG = 102, False, True, "The batch's last valid time lies too far ahead; sign it with a nearer one.", "批次有效期过长；请缩短有效期后重新签名。"
    BATCH_EXPIRED = 103, False, True, "The batch's last valid time had passed when it was ordered; sign it again with a later one.", "批次排序时已过有效期；请以更晚的有效期重新签名。"
    SEQUENCE_TOO_OLD = 104, False, True, "The sequence number lies behind the stream's window; continue with a newer number.", "序列号已落在窗口之外；请使用更新的序列号。"
    SEQUENCE_REPEATED = 105, False, True, "Another batch used this sequence number; take the next free one.", "该序列号已被其他批次使用；请使用下一个可用序列号。"

    # Form of a record.
    UNKNOWN_KIND = 200, False, True, "No such kind of record; see the table of kinds.", "指令类型不存在；请查阅类型表。"
    UNKNOWN_FLAG = 201, False, True, "A flag bit is set that has no meaning; only LINKED exists.", "设置了未定义的标志位；仅支持 LINKED。"
    RESERVED_NOT_ZERO = 202, False, True, "A field that this kind does not use is not zero; clear it.", "本类型不使用的字段不为零；请清零。"
    NOT_LINKABLE = 203, False, True, "Halves and cancels cannot be linked; send them on their own.", "结算半边与撤销不可联结；请单独发送。"
    LINK_OPEN = 204, False, True, "The batch ends inside a linked group; clear LINKED on the group's last record.", "批次在联结组内结束；请清除组内末条的 LINKED 标志。"
    LINKED_FAILED = 205, False, True, "Another record of the linked group failed, so nothing of the group was done; mend that one.", "联结组内另一条失败，全组未执行；请修正该条。"
    QUANTITY_ZERO = 210, False, True, "The quantity is zero; give at least 1.", "数量为零；至少为 1。"
    QUANTITY_NEGATIVE = 211, False, True, "The quantity is negative; exchange the sides instead.", "数量为负；请交换双方而非使用负数。"
    QUANTITY_TOO_LARGE = 212, False, True, "The quantity is 2^62 or more; split it.", "数量达到或超过 2^62；请拆分。"
    AMOUNT_ZERO = 213, False, True, "The cash amount is zero; give at least 1 fen, or use a transfer free of payment.", "金额为零；至少 1 分，或使用无付款划转。"
    AMOUNT_NEGATIVE = 214, False, True, "The cash amount is negative; exchange the sides instead.", "金额为负；请交换双方而非使用负数。"
    AMOUNT_TOO_LARGE = 215, False, True, "The cash amount is 2^62 or more; split it.", "金额达到或超过 2^62；请拆分。"
    EXPIRY_PAST = 216, False, True, "The expiry lies before ledger time; give a later one, or 0 for the longest.", "到期时间早于账本时间；请给出更晚时间，或填 0 取最长。"
    EXPIRY_TOO_FAR = 217, False, True, "The expiry lies beyond the longest life allowed; give a nearer one, or 0.", "到期时间超出最长期限；请缩短，或填 0。"
    SAME_ACCOUNT = 218, False, True, "Both accounts are the same; name two different ones.", "双方账户相同；请填写两个不同账户。"
    REFERENCE_ZERO = 219, False, True, "The reference or order number is zero; give one above zero.", "参考号或文书号为零；请填写大于零的编号。"
    COUNTERPARTY_UNKNOWN = 220, False, True, "The counterparty is not an institution of the roster, or not one this kind allows; check its index.", "对手机构不在名册中或不适用于本类型；请核对机构编号。"
    CLASS_UNKNOWN = 221, False, True, "No such account class; use OWN, OMNIBUS, ISSUANCE or SETTLEMENT.", "账户类别不存在；请使用自有、名义持有、发行或结算类。"
    NUMBER_ZERO = 222, False, True, "The account's own number is zero; count from 1.", "账户序号为零；请从 1 开始编号。"

    # Authority.
    NOT_PERMITTED = 300, False, True, "The roster gives this institution no role that may do this; ask one that has it.", "名册未赋予该机构此项职权；请由有权机构办理。"
    NOT_THE_GATEWAY = 301, False, True, "Only the gateway that keeps the account may do this; ask it.", "仅账户开户机构可办理；请联系该机构。"
    NOT_THE_ROOT = 302, False, True, "Only the asset's root may do this: the issuer depository, or the central bank for money.", "仅该资产的根机构（证券为发行登记机构，货币为中央银行）可办理。"
    NO_MANDATE = 303, False, True, "The institution has no mandate to debit this account; ask its gateway for one.", "机构未获该账户的付款授权；请向开户机构申请授权。"

    # Existence.
    ACCOUNT_UNKNOWN = 400, False, True, "The account is not open; check its number or have it opened.", "账户不存在；请核对账号或先行开户。"
    CONTRA_UNKNOWN = 401, False, True, "The contra account is not open; check its number or have it opened.", "对方账户不存在；请核对账号或先行开户。"
    ASSET_UNKNOWN = 402, False, True, "No such asset is registered; check its number.", "资产未登记；请核对资产编号。"
    CASH_UNKNOWN = 403, False, True, "No such cash asset is registered; check its number.", "资金资产未登记；请核对编号。"
    ACCOUNT_EXISTS = 404, False, True, "An account of this number is open already; take another number.", "该账号已存在；请使用其他账号。"
    OMNIBUS_EXISTS = 405, False, True, "An omnibus account for that gateway is open here already; use it.", "已为该机构开立名义持有人账户；请使用现有账户。"
    HALF_UNKNOWN = 406, False, True, "No half of yours with this reference is waiting; it matched, expired, or never was.", "没有该参考号的待匹配指令；可能已匹配、已过期或不存在。"
    EARMARK_UNKNOWN = 407, False, True, "No earmark of yours has this reference; it was settled, released, expired, or never was.", "没有该参考号的圈存；可能已结算、已解除、已过期或不存在。"
    MANDATE_UNKNOWN = 408, False, True, "No such mandate is in force; nothing to revoke.", "该授权不存在；无需撤销。"

    # State.
    ACCOUNT_FROZEN = 500, False, True, "The account is frozen by order of a regulator; it takes credits only.", "账户已被冻结；仅可入账。"
    OMNIBUS_FROZEN = 501, False, True, "The gateway's omnibus account is frozen by order of a regulator; nothing leaves that gateway.", "该机构的名义持有人或准备金账户已被冻结；资产不得转出该机构。"
    CASH_ACCOUNT_FROZEN = 502, False, True, "The cash account is frozen by order of a regulator; pay from another.", "资金账户已被冻结；请使用其他资金账户。"
    ALREADY_FROZEN = 503, False, True, "The account is frozen already; lift that order first.", "账户已处于冻结状态；请先解除原冻结。"
    NOT_FROZEN = 504, False, True, "The account is not frozen under this order number; check the number.", "账户未按该文书号冻结；请核对文书号。"
    NOT_LISTED = 505, False, True, "The asset is not listed yet; until then only issuance accounts deliver it.", "资产尚未上市；上市前仅发行账户可交付。"
    ASSET_MERGED = 506, False, True, "The asset was merged into its parent; name the parent.", "该券已并入原券；请使用原券编号。"
    NOT_A_SECURITY = 507, False, True, "The asset is money where a security is needed; use a payment.", "此处需为证券而非资金；请使用支付指令。"
    NOT_MONEY = 508, False, True, "The asset is a security where money is needed; name a cash asset.", "此处需为资金而非证券；请填写资金资产。"
    ONLY_ON_PATH = 509, False, True, "An omnibus account moves only as part of a path; name the client's account.", "名义持有人账户仅随路径记账；请填写客户账户。"
    OWNER_DIFFERS = 510, False, True, "A custody transfer needs the same owner on both accounts; use a transfer.", "转托管双方须为同一持有人；请改用过户。"
    SAME_GATEWAY = 511, False, True, "Both accounts are with the same gateway; a custody transfer needs two.", "双方账户在同一机构；转托管须跨机构。"

    # Matching.
    HALF_REPEATED = 600, False, True, "This half waits already under the same reference; cancel it first to change it.", "同一参考号的指令已在等待匹配；如需修改请先撤销。"
    SAME_SIDE = 601, False, True, "The waiting half is on the same side, or from the same institution; agree with the counterparty who delivers.", "待匹配指令方向相同或来自同一机构；请与对手方确认买卖方向。"
    MISMATCH_ASSET = 602, False, True, "The counterparty's half names another asset; agree on it and send again.", "与对手方的证券不一致；请核对后重发。"
    MISMATCH_QUANTITY = 603, False, True, "The counterparty's half names another quantity; agree on it and send again.", "与对手方的数量不一致；请核对后重发。"
    MISMATCH_CASH = 604, False, True, "The counterparty's half names another cash asset; agree on it and send again.", "与对手方的资金资产不一致；请核对后重发。"
    MISMATCH_AMOUNT = 605, False, True, "The counterparty's half names another amount; agree on it and send again.", "与对手方的金额不一致；请核对后重发。"
    REFERENCE_USED = 606, False, True, "This reference was used already between these institutions; take a new one.", "该参考号已被使用；请使用新的参考号。"
    TOO_MANY_PENDING = 607, False, True, "Too many halves or earmarks of yours are waiting; let some finish or cancel some.", "待处理指令过多；请等待完成或撤销部分指令。"

    # Legs.
    SECURITIES_SHORT = 700, False, True, "The account holds too little of the security; deliver less or obtain more.", "证券余额不足；请减少数量或补足证券。"
    NOMINEE_SHORT = 701, False, True, "The gateway's nominee account at the issuer depository is short; the gateway must mend it.", "托管机构在登记机构的名义持有人账户余额不足；须由该机构补足。"
    CASH_SHORT = 702, False, True, "The cash account holds too little; fund it.", "资金余额不足；请补足资金。"
    RESERVE_SHORT = 703, False, True, "The bank's reserve account at the central bank is short; the bank must fund it.", "付款银行在央行的准备金不足；须由该行补足。"
    NO_OMNIBUS = 704, False, True, "A gateway on the path has no omnibus account at the asset's root; have one opened.", "路径上的机构在根机构没有名义持有人账户；请先开立。"
    LIMIT_EXCEEDED = 705, False, True, "The credit would lift a position above its limit; raise the limit or move less.", "入账后将超过限额；请提高限额或减少数量。"
    ISSUED_TOO_LARGE = 706, False, True, "The issued total would reach 2^62; issue less.", "发行总量将达到 2^62；请减少发行。"
    EARMARK_SHORT = 707, False, True, "More than is earmarked; settle at most that.", "超过圈存数量；结算数量不得高于圈存。"

    # Capacity.
    LEDGER_FULL = 800, False, True, "A table of the ledger has reached its governed maximum; ask governance to raise it.", "账本容量已达上限；请由治理委员会调整。"

    # Typed commands.
    ASSET_EXISTS = 900, False, True, "An asset of this number or code is registered already; take another.", "资产编号或代码已登记；请更换。"
    ASSET_NUMBER_INVALID = 901, False, True, "The asset number is out of range; use 1 to 65535.", "资产编号越界；请使用 1 至 65535。"
    CODE_INVALID = 902, False, True, "The code is empty or longer than 32 bytes, or the class is neither security nor money; correct it.", "代码为空或超过 32 字节，或类别无效；请更正。"
    FACE_INVALID = 903, False, True, "The face per unit is not between 1 fen and 2^62; correct it.", "单位面值不在 1 分至 2^62 之间；请更正。"
    ALREADY_LISTED = 904, False, True, "The asset is listed already; nothing to do.", "该资产已上市；无需重复。"
    MERGE_INVALID = 905, False, True, "The two assets differ in root, class or face per unit, or are the same; only tranches of one bond merge.", "两券的登记机构、类别或单位面值不同，或为同一券；仅同一债券的续发可合并。"
    DATE_INVALID = 910, False, True, "Not a calendar date written YYYYMMDD; correct it.", "日期格式无效；请使用 YYYYMMDD。"
    DATE_NOT_LATER = 911, False, True, "The date is not later than the last business date; dates only ascend.", "日期不晚于上一营业日；营业日只能递增。"
    DATE_OPEN = 912, False, True, "A business date is open; close it first.", "当前营业日尚未日终；请先日终。"
    DATE_NOT_OPEN = 913, False, True, "This business date is not the open one; name the open date.", "该营业日未开启；请填写当前营业日。"
    COUPON_EXISTS = 920, False, True, "A coupon of this asset and record date is declared already; nothing to do.", "该券该登记日的付息已公告；无需重复。"
    COUPON_UNKNOWN = 921, False, True, "No coupon of this asset and record date is declared; check both.", "未找到该券该登记日的付息公告；请核对。"
    COUPON_DATES_INVALID = 922, False, True, "The record date has closed, or the payment date is not after it; correct the dates.", "登记日已过，或付息日不晚于登记日；请更正。"
    COUPON_RATE_INVALID = 923, False, True, "The rate is not a positive fraction within bounds; correct numerator and denominator.", "付息比率不是有效正分数；请更正分子与分母。"
    COUPON_NOT_WHOLE = 924, False, True, "Issued quantity times rate is not a whole number of fen; correct the rate.", "发行总量乘以比率不是整数分；请更正比率。"
    COUPON_NOT_FIXED = 925, False, True, "Entitlements are not fixed yet; wait until the record date is closed.", "权益尚未登记；请等待登记日日终。"
    COUPON_NOT_DUE = 926, False, True, "The payment date has not opened; wait for it.", "尚未到付息日；请等待。"
    COUPON_PAID = 927, False, True, "This institution's share of the coupon is paid already; nothing to do.", "本机构应付部分已支付；无需重复。"
    COUPON_NOT_RECEIVED = 928, False, True, "The nominee has not received the coupon from the root yet; wait for it.", "名义持有人尚未收到付息资金；请等待。"
    COUPON_NONE = 929, False, True, "This institution holds no entitlement to this coupon; nothing to pay.", "本机构无该次付息权益；无需支付。"
    COUPON_UNPAID = 930, False, True, "A declared coupon of this asset has unfixed entitlements; merge after its record date.", "该券有尚未登记的付息；请在登记日之后合并。"
    NO_CASH_ACCOUNT = 931, False, True, "An entitled account names no open cash account; link one first.", "应收款账户未关联有效资金账户；请先关联。"
    ROSTER_REFUSED = 940, False, True, "The roster does not follow from the one in force, or lacks governors' signatures; make it anew from that one.", "名册不能接续现行名册，或治理签名不足；请基于现行名册重新制作。"
    ROSTER_PENDING = 941, False, True, "Another roster was accepted in this commit; make yours anew from that one.", "本次提交已接受另一名册；请基于该名册重新制作。"

    # Modules, what several of them say.
    INSTANCE_UNKNOWN = 1000, False, True, "No such platform instance; check its number.", "平台实例不存在；请核对编号。"
    INSTANCE_NOT_OPEN = 1001, False, True, "The platform instance is suspended or closed; wait until it is open.", "平台实例已暂停或关闭；请等待恢复开放。"
    MODULE_NOT_ON = 1002, False, True, "The platform instance runs without this module; have the instance extended.", "该平台实例未启用此模块；请申请扩展实例。"
    NOT_ADMITTED = 1003, False, True, "The institution is not admitted to this instance in the role that this needs; have it admitted.", "机构未以所需角色加入该平台实例；请申请准入。"
    NUMBER_USED = 1004, False, True, "This number is in use already; take another.", "该编号已被使用；请更换。"
    NUMBER_INVALID = 1005, False, True, "The number is not between 1 and 2^62; correct it.", "编号不在 1 至 2^62 之间；请更正。"
    TEXT_INVALID = 1006, False, True, "A text is empty or too long; correct it.", "文字为空或过长；请更正。"
    SHELF_FULL = 1007, False, True, "The module holds as many entries as governance allows; let some end.", "模块记录数已达上限；请等待部分结束。"
    NOT_THE_OWNER = 1008, False, True, "Only the institution that entered this may do that; ask it.", "仅原提交机构可办理；请联系该机构。"

    # Platform instances (1050 to 1099).
    INSTANCE_CLOSED = 1050, False, True, "The platform instance was closed for good; create another.", "平台实例已永久关闭；请另行创建。"
    INSTANCE_OPEN = 1051, False, True, "The platform instance is open; nothing to resume.", "平台实例处于开放状态；无需恢复。"
    INSTANCE_HOURS = 1052, False, True, "The platform instance is outside its hours; come back when it opens.", "当前不在平台实例的开放时间；请在开放时段办理。"
    NOT_ON_INSTANCE = 1053, False, True, "The instrument is not admitted to this instance; have the instance extended.", "该证券未纳入本平台实例；请申请扩展实例。"
    PROPOSAL_UNKNOWN = 1054, False, True, "No act of this number was proposed; check it.", "未找到该编号的治理提案；请核对。"
    PROPOSAL_ENDED = 1055, False, True, "The proposed act was carried out or rejected already; propose another.", "该治理提案已执行或已否决；请另行提出。"
    NOT_AN_APPROVER = 1056, False, True, "The institution is no approver of this instance; ask one of its approvers.", "机构不是该实例的审批方；请由审批方办理。"
    APPROVED_ALREADY = 1057, False, True, "The institution approved this act already; another approver must (four eyes).", "本机构已审批该提案；须由另一审批方复核（四眼原则）。"
    STAGE_INVALID = 1058, False, True, "The stage is none of 1 to 4; correct the plan.", "阶段须为 1 至 4；请更正方案。"
    MODULES_INVALID = 1059, False, True, "The plan names no module, one twice, or one that this market has not; correct it.", "方案未列模块、重复或含本市场没有的模块；请更正。"
    MEMBERS_INVALID = 1060, False, True, "The plan has no members, too many, or one twice; correct it.", "方案的成员为空、过多或重复；请更正。"
    APPROVERS_INVALID = 1061, False, True, "The plan needs two approvals at least and at most as many as it has approvers, each once; correct it.", "方案须至少两方审批，且不多于审批方数目，审批方不得重复；请更正。"
    ASSETS_INVALID = 1062, False, True, "The plan names too many instruments or one twice; correct it.", "方案所列证券过多或重复；请更正。"
    HOURS_INVALID = 1063, False, True, "The hours do not lie within one day with the opening first; correct them.", "开放时间须在一日之内且先开后闭；请更正。"
    SETTING_UNKNOWN = 1064, False, True, "The plan sets a parameter that no module has, or one twice; correct it.", "方案设置了不存在或重复的参数；请更正。"
    SETTING_INVALID = 1065, False, True, "The plan sets a parameter out of its bounds; see the table of parameters.", "方案参数超出允许范围；请查阅参数表。"

    # Registration and custody (1100 to 1199).
    # Terms of instruments (1180 to 1199).
    TERMS_INVALID = 1180, False, True, "Dates, coupon, frequency and issue price make no bond of this type; correct the terms.", "日期、票面利率、付息频率与发行价格不构成该类债券；请更正要素。"
    TERMS_EXIST = 1181, False, True, "The terms of this bond are registered already; nothing to do.", "该债券要素已登记；无需重复。"
    TERMS_UNKNOWN = 1182, False, True, "The terms of this bond are not registered; have its issuer depository register them.", "该债券要素未登记；请由发行登记机构登记。"
    ISIN_INVALID = 1183, False, True, "Not an ISIN of twelve characters with the right check digit; correct it.", "ISIN 须为十二位且校验位正确；请更正。"
    ISIN_TAKEN = 1184, False, True, "This ISIN names another bond already; check it.", "该 ISIN 已用于其他债券；请核对。"
    CODE_TAKEN = 1185, False, True, "The code names another bond in that market; check it.", "该代码在该市场已用于其他债券；请核对。"
    SECOND_CODE = 1186, False, True, "The bond has a code in that market already, and a market calls a bond by one; use that one.", "该债券在该市场已有代码，同一市场一券一码；请使用现有代码。"
    BOND_CLASS_UNKNOWN = 1187, False, True, "No such class of bonds; see the list of classes.", "债券类别不存在；请查阅类别表。"
    NOT_A_VENUE = 1188, False, True, "The roster gives the institution named no role of a venue; name a venue.", "名册未赋予所填机构交易场所职能；请填写交易场所。"
    NOT_A_FLOATER = 1189, False, True, "The bond has no floating rate; only a floater's rate is fixed again.", "该债券不是浮动利率债券；仅浮息债可重新定息。"

    # Issuance (1200 to 1299).
    AUCTION_UNKNOWN = 1200, False, True, "No such issue; check its number.", "发行编号不存在；请核对。"
    AUCTION_STAGE = 1201, False, True, "The issue is not at the stage to which this belongs; look up its stage.", "该发行不处于可办理此业务的阶段；请查询其阶段。"
    OFFER_INVALID = 1202, False, True, "The face offered, or the part kept for non-competitive bids, is not a positive whole number of lots within bounds; correct it.", "发行量或非竞争性额度不是整数手或越界；请更正。"
    ISSUE_DATES_INVALID = 1203, False, True, "The dates of payment, end of distribution, listing and maturity do not follow one another; correct them.", "缴款、分销截止、上市与到期日期先后不符；请更正。"
    WINDOW_INVALID = 1204, False, True, "The bidding window lies in the past or closes before it opens, or additional bidding ends before it; correct it.", "投标时段已过、先闭后开，或追加投标截止早于招标截止；请更正。"
    METHOD_INVALID = 1205, False, True, "No such method, or one that does not fit: a new coupon is bid by yield, a tap by price; correct it.", "招标方式不存在或不适用：新发附息债按利率招标，续发行按价格招标；请更正。"
    LIMITS_INVALID = 1206, False, True, "The tick or one of the limits of bids is negative, zero where it may not be, or contradictory; correct it.", "标位或投标限制为负、为零或自相矛盾；请更正。"
    UNDERWRITERS_INVALID = 1207, False, True, "The underwriters are none, too many, repeated, of no class or not in the roster; correct the list.", "承销团成员为空、过多、重复、类别无效或不在名册；请更正。"
    DEPOSITORY_INVALID = 1208, False, True, "The issuer depository is no custodian of the roster, or is the issuer itself; correct it.", "发行登记机构不是名册中的托管机构或与发行人相同；请更正。"
    FEE_INVALID = 1209, False, True, "The fee is not between 0 and 10 % of face; correct it.", "承销费率不在面值的 0 至 10% 之间；请更正。"
    BOND_INVALID = 1210, False, True, "The terms of the bond are not those of a bond: dates, coupon, frequency or face; correct them.", "债券条款无效（日期、票面利率、付息频率或面值）；请更正。"
    PARENT_INVALID = 1211, False, True, "The bond to be tapped is not a listed security of this depository with the same face; correct it.", "续发行的原券不是该登记机构已上市且面值相同的证券；请更正。"
    KEY_INVALID = 1212, False, True, "Not a usable auction key of 32 bytes; make a fresh pair.", "招标密钥不是可用的 32 字节密钥；请重新生成。"
    KEY_MISMATCH = 1213, False, True, "The private key does not belong to the public key that was announced; publish the right one.", "私钥与公告的公钥不符；请公布正确的私钥。"
    NOT_AN_OPENER = 1214, False, True, "Only the issuer and its depository hold keys of this auction; ask them.", "仅发行人与发行登记机构持有本次招标密钥；请联系其办理。"
    KEY_PUBLISHED = 1215, False, True, "This opener published its key already; nothing to do.", "该开标方已公布密钥；无需重复。"
    BIDDING_NOT_OPEN = 1216, False, True, "Bidding has not opened: the window lies ahead or a key is missing; wait for it.", "投标尚未开始：未到时段或密钥未齐；请等待。"
    BIDDING_CLOSED = 1217, False, True, "Bidding has closed; no bid, change or withdrawal is taken any more.", "投标已截止；不再接受投标、修改或撤回。"
    BIDDING_NOT_CLOSED = 1218, False, True, "Bidding has not closed; nothing is opened before that.", "投标尚未截止；截止前不得开标。"
    NOT_AN_UNDERWRITER = 1219, False, True, "The institution is not an underwriter of this issue; bid through one.", "机构不是本次发行的承销团成员；请通过成员投标。"
    BID_EXISTS = 1220, False, True, "Another bid of yours stands; name it as the one to replace, or withdraw it.", "本机构已有有效投标；请指明替换该投标或先撤回。"
    BID_UNKNOWN = 1221, False, True, "No bid of yours with this number stands; check it.", "没有该编号的有效投标；请核对。"
    BID_SIZE = 1222, False, True, "The sealed bid is empty or too large, or its commitment is not 32 bytes; seal it again.", "密封投标为空或过大，或承诺值不是 32 字节；请重新密封。"
    BID_UNREADABLE = 1223, False, True, "The sealed bid opens to no bid of this auction and bidder; it is refused.", "密封投标开启后不是本次招标、本机构的有效报文；投标无效。"
    BID_COMMITMENT = 1224, False, True, "The bid is not the one that was committed to; it is refused.", "投标内容与承诺值不符；投标无效。"
    BID_OFF_TICK = 1225, False, True, "A bid is not a multiple of the tick; correct it.", "投标标位不是最小变动单位的整数倍；请更正。"
    BID_OUT_OF_BOUNDS = 1226, False, True, "A bid lies outside the bounds announced for bids; correct it.", "投标标位超出公告的投标区间；请更正。"
    BID_WRONG_LOT = 1227, False, True, "A bid's face is not a positive whole number of lots; correct it.", "投标量不是最小单位的正整数倍；请更正。"
    BID_TOO_LARGE = 1228, False, True, "A bid at one tick is larger than is taken at one tick; spread it.", "单一标位投标量超过上限；请分散投标。"
    BID_OVER_SHARE = 1229, False, True, "The bids together exceed the largest share that one member may bid for, or the non-competitive limit; bid less.", "投标总量超过单一成员上限或非竞争性额度；请减少。"
    BID_SPREAD = 1230, False, True, "The member's highest and lowest bids lie further apart than allowed; narrow them.", "成员最高与最低投标标位差超过限制；请缩小。"
    BID_VALUE_REPEATED = 1231, False, True, "One tick is bid twice in one sheet; add the two up.", "同一标位重复投标；请合并。"
    BID_LINES = 1232, False, True, "The sheet holds no bid, or too many; correct it.", "投标单为空或标位过多；请更正。"
    BID_NOT_OPENED = 1233, False, True, "An opener failed and the bidder did not reveal the bid in time; it does not take part.", "开标方未公布密钥且投标人未在期限内自行揭示；该投标不参与。"
    BID_AWARDED = 1234, True, True, "The bid won, wholly or in part; see the allotment.", "投标全部或部分中标；请查看中标结果。"
    BID_LOST = 1235, False, True, "The bid was opened and won nothing.", "投标已开启，未中标。"
    BID_REVEALED = 1236, False, True, "This bid was revealed already; nothing to do.", "该投标已揭示；无需重复。"
    ADDITIONAL_NONE = 1237, False, True, "The issue has no additional bidding; bid in the auction.", "本次发行不设追加投标；请在招标中投标。"
    ADDITIONAL_CLOSED = 1238, False, True, "Additional bidding has closed; nothing more is taken.", "追加投标已截止；不再接受。"
    ADDITIONAL_OPEN = 1239, False, True, "Additional bidding still runs; wait until it closes.", "追加投标尚未截止；请等待。"
    NOT_CLASS_A = 1240, False, True, "Additional bidding is the right of class-A members; this institution is not one.", "追加投标仅限甲类成员；该机构不是甲类成员。"
    ADDITIONAL_TOO_LARGE = 1241, False, True, "The additional bid exceeds the share of the member's own award that is allowed; bid less.", "追加投标量超过本机构中标量的允许比例；请减少。"
    NO_ALLOTMENT = 1242, False, True, "Nothing was allotted to the institution in this issue.", "该机构在本次发行中未获配售。"
    ELECTION_INVALID = 1243, False, True, "The parts are not positive or do not add up to the allotment, or name an account twice; correct them.", "托管选择各部分须为正且合计等于获配量，账户不得重复；请更正。"
    ELECTION_MISSING = 1244, False, True, "No custody was elected for the allotment; elect the accounts first.", "尚未选择托管账户；请先办理托管选择。"
    WRONG_DAY = 1245, False, True, "The open business date is not one on which this is done for this issue; see its dates.", "当前营业日不是本次发行可办理此业务的日期；请查阅日程。"
    ALLOTMENT_PAID = 1246, False, True, "The allotment is paid already; nothing to do.", "该获配已缴款；无需重复。"
    ALLOTMENT_DEFAULTED = 1247, False, True, "The allotment was not paid by its date and has lapsed.", "该获配逾期未缴款，已失效。"
    ISSUE_ACCOUNT_INVALID = 1248, False, True, "The issuance account is not an open account of class issuance at this depository; open one.", "发行账户不是在该登记机构开立的发行类账户；请先开立。"
    SALE_UNKNOWN = 1249, False, True, "No such distribution sale is offered; check seller and number.", "没有该分销要约；请核对卖方与编号。"
    SALE_ENDED = 1250, False, True, "The distribution sale was completed or withdrawn already.", "该分销已完成或已撤回。"
    SALE_INVALID = 1251, False, True, "The sale's face or price is not positive and within bounds; correct it.", "分销数量或价格无效；请更正。"
    NOT_THE_BUYER = 1252, False, True, "The sale is offered to another institution.", "该分销要约的对象是另一机构。"
    PAYMENTS_OPEN = 1253, False, True, "Some allotment is neither paid nor lapsed; wait until the payment date has closed.", "尚有获配未缴款也未失效；请等待缴款日日终。"
    FEE_PAID = 1254, False, True, "The fees of this issue are paid already, or none are due; nothing to do.", "本次发行承销费已支付或无需支付；无需办理。"
    NOT_THE_LEAD = 1255, False, True, "Only the lead underwriter of the issue may do this; ask it.", "仅牵头主承销商可办理；请联系该机构。"
    ALLOCATION_INVALID = 1256, False, True, "An allocation names no order, one twice, or more than was ordered, or the whole exceeds the offer; correct it.", "配售未对应订单、重复、超过订单量，或合计超过发行量；请更正。"
    ALLOCATION_REASON = 1257, False, True, "An order that is not filled wholly needs a reason for it; give one of the list.", "未足额配售的订单须注明理由；请选用理由代码。"
    ALLOCATION_INCOMPLETE = 1258, False, True, "Some order has no allocation; decide on each, zero included.", "部分订单未作配售决定；请逐一决定（可为零）。"
    ORDER_PRICED_OUT = 1259, False, True, "An order is allocated at a yield below what it asks; leave it out.", "配售利率低于订单要求的最低利率；请剔除该订单。"
    ISSUER_CASH_INVALID = 1260, False, True, "The issuer's account for the proceeds is not open, or the issuer may not debit it for fees; name another.", "发行人收款账户未开立，或发行人无权从中支付费用；请更换。"
    NOT_THE_ISSUER = 1261, False, True, "Only the issuer may do this; ask it.", "仅发行人可办理；请联系发行人。"
    NOT_THE_DEPOSITORY = 1262, False, True, "Only the issuer depository of the issue may do this; ask it.", "仅本次发行的登记机构可办理；请联系该机构。"
    NOT_A_CUSTODY_ACCOUNT = 1263, False, True, "The account is not a custody account at a custodian; name one that is.", "该账户不是托管机构的托管账户；请更换。"
    CANCEL_TOO_LATE = 1264, False, True, "Bidding has closed or the book is allocated; the issue goes its way.", "投标已截止或已配售；发行不可取消。"

    # Trading (1300 to 1399).
    NUMBER_FOREIGN = 1300, False, True, "The number does not begin with the venue's own institution number; make it as account numbers are made.", "编号须以本交易场所的机构编号开头，构成方法与账号相同；请更正。"
    VENUE_NOT_SET = 1301, False, True, "The venue has not named its market here; have it do so first.", "该交易场所尚未在此登记所属市场；请先登记。"
    MARKET_UNKNOWN = 1302, False, True, "No such market; name the interbank market (1) or an exchange (2).", "市场类别不存在；请填写银行间（1）或交易所（2）。"
    TRADING_RULES_INVALID = 1303, False, True, "A mode is unknown or named twice, or its lot, step, tick or days are not positive; correct the rules.", "交易方式不存在或重复，或数量起点、变动单位、价格单位、结算速度无效；请更正规则。"
    MEMBER_UNKNOWN = 1304, False, True, "No member of this number trades here; check it.", "没有该编号的交易成员；请核对。"
    MEMBER_SUSPENDED = 1305, False, True, "The member is suspended from trading; have its venue admit it again.", "该成员已被暂停交易；请由其交易场所恢复。"
    MEMBER_KIND_UNKNOWN = 1306, False, True, "No such kind of member; name an institution (1), a product (2) or an individual (3).", "成员类别不存在；请填写机构（1）、产品（2）或个人（3）。"
    MEMBER_ACCOUNTS_INVALID = 1307, False, True, "The member has no accounts, too many, one twice, or one of another owner; correct them.", "成员账户为空、过多、重复或持有人不一致；请更正。"
    MEMBER_ELSEWHERE = 1308, False, True, "The member trades at another venue; that venue must sign.", "该成员属于其他交易场所；须由该场所签署。"
    ACCOUNT_NOT_OF_MEMBER = 1309, False, True, "The member has no such account; choose one of those it was registered with.", "该账户不属于此成员；请选择其登记的账户。"
    NOT_A_DEALER = 1310, False, True, "The member is no dealer and quotes nothing; ask one that is.", "该成员不是做市商，不得报价；请向做市商询价。"
    SELF_TRADE = 1311, False, True, "Both sides have the same owner; nobody trades with oneself.", "买卖双方为同一持有人；不得自我成交。"
    INELIGIBLE = 1312, False, True, "This kind of investor may not trade this bond in this market; see the rules of eligibility.", "该类投资者不得在此市场交易该债券；请查阅适当性规则。"
    LOT_TOO_SMALL = 1313, False, True, "The face lies below the least that is traded so here; see the venue's rules.", "面额低于本交易方式的最低数量；请查阅交易规则。"
    LOT_OFF_STEP = 1314, False, True, "The face is no multiple of the venue's step; round it.", "面额不是变动单位的整数倍；请调整。"
    PRICE_INVALID = 1315, False, True, "The clean price is not positive or beyond 1,000 yuan per 100; correct it.", "净价须为正且每百元不高于 1,000 元；请更正。"
    PRICE_OFF_TICK = 1316, False, True, "The clean price is no multiple of the venue's tick; round it.", "净价不是最小变动单位的整数倍；请调整。"
    CODE_UNKNOWN = 1317, False, True, "The bond has no code in this venue's market; have it listed there first.", "该债券在本市场没有代码；请先在本市场挂牌。"
    BOND_NOT_ALIVE = 1318, False, True, "The bond does not live on the settlement day; choose a day between its dated date and maturity.", "结算日不在债券存续期内；请选择起息日至到期日之间的日期。"
    SETTLEMENT_DAY_INVALID = 1319, False, True, "The settlement day is neither today nor within the days that this way of trading allows; choose T+0 or T+1.", "结算日既非当日也不在允许的结算速度之内；请选择 T+0 或 T+1。"
    NO_TRADING_DATE = 1320, False, True, "No business date is open; trade when the venue has opened one.", "当前无开启的营业日；请待交易场所开市后办理。"
    AFTER_CUT_OFF = 1321, False, True, "The cut-off time for this settlement day has passed; settle a day later or trade tomorrow.", "已过该结算速度的截止时间；请改为次日结算或下一营业日交易。"
    DEALERS_INVALID = 1322, False, True, "The request names no dealer, too many, or one twice; correct the list.", "询价未列做市商、过多或重复；请更正名单。"
    REQUEST_UNKNOWN = 1323, False, True, "No request of this number stands; check it.", "没有该编号的询价；请核对。"
    REQUEST_ENDED = 1324, False, True, "The request was dealt, cancelled or has expired; make another.", "该询价已成交、已撤销或已过期；请重新询价。"
    NOT_ASKED = 1325, False, True, "The dealer was not asked for this quote; answer requests that name it.", "该做市商不在询价对象之列；请仅回复指定的询价。"
    QUOTED_ALREADY = 1326, False, True, "The dealer has a firm quote standing on this request; withdraw it first.", "该做市商对此询价已有有效报价；请先撤回。"
    QUOTE_UNKNOWN = 1327, False, True, "No quote of this number stands; check it.", "没有该编号的报价；请核对。"
    QUOTE_ENDED = 1328, False, True, "The quote was dealt, declined or withdrawn; ask again.", "该报价已成交、已拒绝或已撤回；请重新询价。"
    QUOTE_EXPIRED = 1329, False, True, "The quote's time has passed; ask for another.", "该报价已过有效期；请重新询价。"
    OVER_QUOTE_SIZE = 1330, False, True, "More than the quote is firm for; take at most its size.", "超过报价的确定数量；成交数量不得高于报价量。"
    SIDE_UNKNOWN = 1331, False, True, "No such side; buy is 1, sell is 2.", "买卖方向不存在；买入为 1，卖出为 2。"
    OWN_QUOTES_CROSS = 1332, False, True, "The dealer's own bid would reach its own ask; part the prices.", "做市商自身买价触及自身卖价；请拉开价差。"
    QUOTE_CROSSES = 1333, False, True, "The quote reaches a price that another dealer quotes; take that quote instead.", "报价触及其他做市商的对手价；请直接点击成交。"
    BOOK_TOO_THIN = 1334, False, True, "The book holds less at this price or better; take less, take part, or give way on the price.", "该价格或更优价位的数量不足；请减少数量、允许部分成交或调整价格。"
    DECLARATION_UNKNOWN = 1335, False, True, "No declared deal of this number waits; check it.", "没有该编号的成交申报；请核对。"
    DECLARATION_ENDED = 1336, False, True, "The declared deal was confirmed, rejected, withdrawn or has expired; declare another.", "该成交申报已确认、已拒绝、已撤回或已过期；请重新申报。"
    ROUTE_INVALID = 1337, False, True, "An order is routed from one market's venue to a venue of another; name those.", "订单路由须在不同市场的交易场所之间进行；请更正。"
    NOT_ON_ROUTED_LIST = 1338, False, True, "The bond is not on the regulators' list for trading across markets; have them admit it.", "该债券不在监管部门互联互通名单内；请由监管部门纳入。"
    ON_LIST_ALREADY = 1339, False, True, "This regulator admitted the bond already; another regulator must agree.", "本监管部门已同意纳入该债券；须由另一监管部门同意。"
    DEAL_UNKNOWN = 1340, False, True, "No deal of this number and part; check both.", "没有该编号与分笔的成交；请核对。"
    DEAL_ENDED = 1341, False, True, "The deal was cancelled or has ended; nothing to change.", "该成交已撤销或已终结；无可更改。"
    DEAL_SETTLED = 1342, False, True, "The deal has settled, and what has settled is final; trade back instead.", "该成交已结算，结算不可撤销；请反向交易。"
    NOT_A_SIDE = 1343, False, True, "The member is no side of this deal; name one that is.", "该成员不是本成交的一方；请填写成交双方之一。"
    CHANGE_WAITING = 1344, False, True, "A change of this deal waits for the other side already; let it be answered first.", "该成交已有待对手方确认的变更；请先处理。"
    CHANGE_UNKNOWN = 1345, False, True, "No change of this deal is proposed; nothing to answer.", "该成交没有待确认的变更；无需答复。"
    CHANGE_OWN = 1346, False, True, "The member proposed this change itself; the other side must answer.", "该变更由本方提出；须由对手方答复。"
    NOTHING_CHANGED = 1347, False, True, "The correction says what the deal says; give other terms.", "更正内容与原成交相同；请填写不同要素。"
    ROUTE_NOT_GROSS = 1348, False, True, "Routed orders settle one by one, gross, and this instance nets; route them on one that settles by DvP model 1.", "路由订单须逐笔全额结算，而本实例采用净额；请在采用券款对付模式一的实例办理。"

    # Settlement (1400 to 1499).
    INSTRUCTION_UNKNOWN = 1400, False, True, "No settlement instruction of this number; check it.", "没有该编号的结算指令；请核对。"
    INSTRUCTION_ENDED = 1401, False, True, "The settlement instruction has settled, failed or was cancelled already; enter another.", "该结算指令已结算、失败或撤销；请另行提交。"
    NEITHER_SIDE = 1402, False, True, "The institution speaks for neither side of this settlement instruction; ask one that does.", "机构不代表该结算指令的任何一方；请由相关机构办理。"
    MISMATCH_DATE = 1403, False, True, "The counterparty's instruction names another settlement date; agree on it and send again.", "与对手方的结算日不一致；请核对后重发。"
    MISMATCH_INSTANCE = 1404, False, True, "The counterparty's instruction belongs to another platform instance; agree on it and send again.", "与对手方的平台实例不一致；请核对后重发。"
    SETTLEMENT_DATE_PAST = 1405, False, True, "The settlement date is no calendar date, or lies before the business date, or that date is closed; name a later one.", "结算日不是有效日期，或早于营业日，或该日已日终；请填写更晚日期。"
    SETTLEMENT_DATE_FAR = 1406, False, True, "The settlement date lies further ahead than this platform takes; name a nearer one.", "结算日超出平台允许的最远日期；请填写较近日期。"
    AFTER_CUTOFF = 1407, False, True, "The cut-off of this settlement date has passed; name the next business date.", "该结算日已过截止时间；请填写下一营业日。"
    PRIORITY_INVALID = 1408, False, True, "The priority is neither normal nor high; use one of them.", "优先级须为普通或高；请更正。"
    PRIORITY_SAME = 1409, False, True, "The settlement instruction has this priority already; nothing to do.", "该结算指令已是此优先级；无需重复。"
    LEGS_INVALID = 1410, False, True, "The cash leg must name money other than the asset, an amount and two accounts, or, free of payment, none of them; correct it.", "资金端须同时填写不同于标的的货币、金额与双方账户；无付款结算则全部留空。请更正。"
    PARTIAL_NOT_ALLOWED = 1411, False, True, "This platform settles no part of an instruction; ask for the whole.", "本平台不支持部分结算；请按全额提交。"
    NOTHING_TO_AFFIRM = 1412, False, True, "No debit of this settlement instruction waits for this institution's affirmation; nothing to do.", "该结算指令没有待本机构确认的付款或付券；无需办理。"
    HELD_ALREADY = 1413, False, True, "This side holds the settlement instruction already; nothing to do.", "本方已暂缓该结算指令；无需重复。"
    NOT_HELD = 1414, False, True, "This side does not hold the settlement instruction; nothing to release.", "本方未暂缓该结算指令；无需解除。"
    CANCEL_ASKED_ALREADY = 1415, False, True, "This side asked to cancel already; the other side must agree.", "本方已申请撤销；须由对手方同意。"
    GRIDLOCK_METHOD_UNKNOWN = 1416, False, True, "No such method; use bilateral or multilateral, or propose a set.", "僵局化解方法不存在；请使用双边、多边，或提出指令组合。"
    NOTHING_FEASIBLE = 1417, False, True, "No two queued instructions can settle together now; every balance is as it was.", "当前没有可同时结算的排队指令；所有余额未变。"
    NOT_FEASIBLE = 1418, False, True, "The instructions proposed cannot all settle together: an account on a path would be short or above its limit; propose fewer.", "所提指令不能同时结算：路径上有账户不足或超限；请减少指令。"
    NOT_QUEUED = 1419, False, True, "A settlement instruction proposed is not in the queue of this platform; propose queued ones.", "所提结算指令不在本平台的队列中；请仅提出排队指令。"
    SET_INVALID = 1420, False, True, "The set is empty, too large or names an instruction twice; correct it.", "指令组合为空、过大或重复；请更正。"
    MODEL_IS_GROSS = 1421, False, True, "This platform settles trade by trade (DvP model 1) and has no cycle; resolve a gridlock instead.", "本平台逐笔结算（DvP 模式一），无轧差场次；请使用僵局化解。"
    MODEL_IS_NET = 1422, False, True, "This platform settles in cycles (DvP model 2 or 3); run a cycle instead.", "本平台按场次结算（DvP 模式二或三）；请运行结算场次。"

    # Why a settlement instruction waits, or waited when it ended.
    WAITS_FOR_MATCH = 1430, False, False, "Waits for the counterparty's instruction.", "等待对手方指令匹配。"
    WAITS_FOR_AFFIRMATION = 1431, False, True, "A debit was not affirmed by whoever controls the account; have it affirmed.", "付款或付券未获账户管理机构确认；请申请确认。"
    WAITS_FOR_DATE = 1432, False, False, "Waits for its settlement date to open.", "等待结算日开启。"
    ON_HOLD = 1433, False, True, "A side held the settlement instruction and did not release it; release it in time.", "一方暂缓该结算指令且未解除；请及时解除。"
    WAITS_BEHIND = 1434, False, True, "It waited behind an earlier instruction that debits the same position; fund that position or raise the priority.", "排在借记同一持仓的较早指令之后；请补足该持仓或提高优先级。"
    WAITS_FOR_CYCLE = 1435, False, True, "No cycle of this platform settled it; have a cycle run.", "未有结算场次处理该指令；请运行结算场次。"
    PLATFORM_STOPPED = 1436, False, True, "The platform instance was suspended or closed while it waited; settle it elsewhere or later.", "等待期间平台实例暂停或关闭；请改在他处或稍后结算。"

    # Payment: gateways and trust lines (1500 to 1599).

    # Corporate actions and calendars (1600 to 1699).
    CALENDAR_INVALID = 1600, False, True, "The days are none, not ascending, no calendar dates, or not of that year; correct the calendar.", "营业日为空、未按升序、不是有效日期或不属于该年度；请更正日历。"
    CALENDAR_PAST = 1601, False, True, "The calendar changes days up to the business date; only days to come are corrected.", "日历变更了营业日当日及以前的日期；仅可更正未来日期。"
    ROLL_UNKNOWN = 1603, False, True, "No such rule of rolling dates; use following (1), modified following (2), preceding (3) or unadjusted (4).", "日期调整规则不存在；请填写顺延（1）、修正顺延（2）、提前（3）或不调整（4）。"
    INDEX_UNKNOWN = 1604, False, True, "No reference rate of this number is registered; check it.", "未登记该编号的基准利率；请核对。"
    INDEX_EXISTS = 1605, False, True, "A reference rate of this number or name is registered already; use it.", "该编号或名称的基准利率已登记；请直接使用。"
    NOT_THE_ADMINISTRATOR = 1606, False, True, "Only the administrator of the reference rate publishes its fixings; ask it.", "仅基准利率管理人可发布定盘；请联系管理人。"
    FIXING_INVALID = 1607, False, True, "The rate is not between -100 % and 100 % a year, or the day is no date or lies after the business date; correct it.", "利率须在年化 -100% 至 100% 之间，日期须有效且不晚于营业日；请更正。"
    FIXING_EXISTS = 1608, False, True, "The fixing of this day was published already, and what was published stands.", "该日定盘已发布，不可更改。"
    SERVICED_ALREADY = 1609, False, True, "The servicing of this bond is arranged already; nothing to do.", "该券兑付服务已安排；无需重复。"
    NOT_SERVICED = 1610, False, True, "The servicing of this bond is not arranged; have its issuer depository arrange it.", "该券兑付服务未安排；请由发行登记机构办理。"
    REDEMPTION_ACCOUNT_INVALID = 1611, False, True, "The redemption account is not open, is an omnibus account, or is not kept by the issuer depository; name another.", "兑付账户未开立、为名义持有人账户或不在发行登记机构；请更换。"
    INDEX_MISPLACED = 1612, False, True, "Index, spread and reset days go with a floater and lie within bounds, and with other bonds they are left out; correct them.", "基准、利差与重置天数仅适用于浮动利率债券且须在范围内；请更正。"
    REPAYMENTS_INVALID = 1613, False, True, "Repayments must ascend on coupon dates before maturity, leave some face, and give whole fen a unit; correct them.", "分期偿还须在到期前付息日、按升序、留有余额，且每单位为整数分；请更正。"
    OPTIONS_INVALID = 1614, False, True, "An option is unknown, repeated, not on a coupon date before maturity, or its price, days or notice make no sense; correct it.", "选择权种类不存在、重复、不在到期前付息日，或价格、申报期、通知期无效；请更正。"
    EVENT_UNKNOWN = 1615, False, True, "The bond has no event of this number; look at its schedule.", "该券没有该编号的权益事件；请查阅日程。"
    EVENT_CANCELLED = 1616, False, True, "The event was cancelled: the bond was called or merged, or nothing was outstanding.", "该事件已取消（已赎回、已合并或无存量）。"
    EVENT_NOT_FIXED = 1617, False, True, "Entitlements are not fixed yet; wait until the record date is closed and the rate is known.", "权益尚未登记；请等待登记日日终且利率确定。"
    EVENT_FIXED = 1618, False, True, "The record date has closed and entitlements stand; nothing is changed any more.", "登记日已日终，权益已确定；不可再变更。"
    EVENT_NOT_DUE = 1619, False, True, "The sender's payment date has not opened; wait for it.", "尚未到本机构付款日；请等待。"
    CLAIM_NONE = 1620, False, True, "Nobody with this institution is entitled to this event; nothing to pay.", "本机构账户无该事件权益；无需支付。"
    CLAIM_PAID = 1621, False, True, "This institution's part of the event is paid already; nothing to do.", "本机构应付部分已支付；无需重复。"
    CLAIM_WAITING = 1622, False, True, "This payment waits for cash already and is tried in every commit; fund the account.", "该付款已在等待资金并自动重试；请补足资金。"
    CLAIM_NOT_RECEIVED = 1623, False, True, "The issuer depository has not paid this event yet, so the nominee has received nothing; wait for it.", "发行登记机构尚未付款，名义持有人未收到款项；请等待。"
    EVENT_DEFAULTED = 1624, False, True, "Not paid when the days of grace were over: the event is marked as in default. It can still be paid: ask again.", "宽限期满仍未支付，已标记违约；补足资金后可重新办理。"
    NOT_A_PUT = 1625, False, True, "This event is not a put; look at the bond's schedule.", "该事件不是回售；请查阅日程。"
    PUT_WINDOW = 1626, False, True, "No business date within the put's days is open; elect within them.", "当前不在回售申报期内；请在申报期办理。"
    PUT_ACCOUNT_INVALID = 1627, False, True, "The put account must be another open account of the same owner with the same custodian, used for this bond's put alone.", "回售专户须为同一托管机构、同一持有人的另一账户；请更正。"
    ELECTION_UNKNOWN = 1628, False, True, "No bonds of this put stand on this account; check it.", "该账户没有该回售的申报；请核对。"
    OVER_ELECTION = 1629, False, True, "More than was elected; take back at most that.", "超过已申报数量；撤回数量不得高于申报。"
    RIGHT_UNKNOWN = 1631, False, True, "The terms give no such right on this day; look at them.", "条款未约定该日的此项权利；请查阅条款。"
    NOTICE_TOO_SHORT = 1632, False, True, "The notice that the terms ask for can no longer be kept; the right has lapsed.", "已不足条款约定的通知期；该权利已失效。"
    CALLED_ALREADY = 1633, False, True, "The bond is called already; nothing to do.", "该券已公告赎回；无需重复。"
    COUPON_OUT_OF_RANGE = 1634, False, True, "The coupon is not above 0 and below 100 % a year; correct it.", "票面利率须大于 0 且低于 100%；请更正。"
    TERMS_CANNOT_BE_SERVICED = 1635, False, True, "The bond has matured, or has more events than one bond may have; nothing can be arranged.", "该券已到期或权益事件过多；无法安排。"

    # Risk (1700 to 1799).

    # Disclosure (1800 to 1899).
    # fmt: on

    @classmethod
    def of(cls, code: int) -> Status | None:
        """The status of this code, or None if there is none."""
        return _BY_CODE.get(code)


_BY_CODE = {int(status): status for status in Status}


def status_of(code: int) -> Status:
    """The status of this code.

    Raises:
        KeyError: no status has this code.
    """
    return _BY_CODE[code]
