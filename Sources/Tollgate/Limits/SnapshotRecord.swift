internal import TollgateCatalogue

/// One record of a snapshot: a kind, then numbers (little-endian) and texts (their length in two bytes, then UTF-8).
enum SnapshotRecord {
    /// A quota as a policy sets it.
    struct Quota: Hashable {
        let policy: String
        let api: String?
        let maximum: Int64
        let window: QuotaWindow
    }

    /// The use that one client has made of one of the quotas before it.
    struct Use {
        let issuer: UInt32
        let quota: UInt32
        let client: String
        let subject: String?
        let used: Int64
        let endsAt: Int64
    }

    /// An issuer; the first one has the number 0.
    case issuer(String)
    /// A quota; the first one has the number 0.
    case quota(Quota)
    case use(Use)

    static let maximumTextBytes = 65_535

    private enum Kind: UInt8 {
        case issuer = 1
        case quota = 2
        case use = 3
    }

    // MARK: - Writing

    /// Writes the record.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .issuer(let issuer):
            bytes.append(Kind.issuer.rawValue)
            Self.append(issuer, to: &bytes)
        case .quota(let quota):
            bytes.append(Kind.quota.rawValue)
            Self.append(quota.policy, to: &bytes)
            Self.append(optional: quota.api, to: &bytes)
            Self.append(quota.maximum, to: &bytes)
            // A month has no length; 0 is none either.
            if case .seconds(let seconds) = quota.window {
                Self.append(seconds, to: &bytes)
            } else {
                Self.append(0 as Int64, to: &bytes)
            }
        case .use(let use):
            bytes.append(Kind.use.rawValue)
            Self.append(use.issuer, to: &bytes)
            Self.append(use.quota, to: &bytes)
            Self.append(use.client, to: &bytes)
            Self.append(optional: use.subject, to: &bytes)
            Self.append(use.used, to: &bytes)
            Self.append(use.endsAt, to: &bytes)
        }
    }

    /// Writes a number.
    static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for place in 0..<(number.bitWidth / 8) { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(UInt16(truncatingIfNeeded: text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func append(optional text: String?, to bytes: inout [UInt8]) {
        bytes.append(text == nil ? 0 : 1)
        if let text { append(text, to: &bytes) }
    }

    // MARK: - Reading

    /// Reads a record; `nil` at the end, and where there is anything else.
    init?(_ reader: inout SnapshotReader) {
        switch reader.number(UInt8.self).flatMap(Kind.init) {
        case .issuer:
            guard let issuer = reader.text() else { return nil }
            self = .issuer(issuer)
        case .quota:
            guard let policy = reader.text(), let api = reader.optionalText(), let maximum = reader.number(Int64.self),
                let seconds = reader.number(Int64.self)
            else { return nil }
            self = .quota(
                Quota(
                    policy: policy, api: api, maximum: maximum,
                    window: seconds == 0 ? .calendarMonth : .seconds(seconds)))
        case .use:
            guard let issuer = reader.number(UInt32.self), let quota = reader.number(UInt32.self),
                let client = reader.text(), let subject = reader.optionalText(), let used = reader.number(Int64.self),
                let endsAt = reader.number(Int64.self)
            else { return nil }
            self = .use(
                Use(issuer: issuer, quota: quota, client: client, subject: subject, used: used, endsAt: endsAt))
        case nil: return nil
        }
    }
}

extension SnapshotRecord.Quota {
    init(_ use: QuotaUse) {
        self.init(policy: use.policy, api: use.api, maximum: use.maximum, window: use.window)
    }
}

extension SnapshotRecord.Use {
    init(_ use: QuotaUse, issuer: UInt32, quota: UInt32) {
        self.init(
            issuer: issuer, quota: quota, client: use.client, subject: use.subject, used: use.used, endsAt: use.endsAt)
    }
}
