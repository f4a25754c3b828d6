internal import TollgateCatalogue

/// The parts of the limit fields that depend on the policies alone, written once for a grant and used in each answer.
struct LimitTexts: Sendable {
    /// The value of `RateLimit-Policy`.
    let policy: String
    /// The value of `X-RateLimit-Limit`.
    let limit: String
    /// The beginnings of the items of `RateLimit`, up to the number of requests that are left.
    private let rate: String?
    private let quota: String?
    /// The line with `RateLimit-Policy`, and what stands before the first number of the next one.
    private let beginning: [UInt8]
    private let policyLineLength: Int
    /// What stands before the numbers of the quota where there is a rate as well.
    private let middle: [UInt8]?
    /// The end of the line with `RateLimit`, that with `X-RateLimit-Limit`, and the beginning of the next one.
    private let end: [UInt8]
    private let limitLineLength: Int

    /// The texts of a rate and a quota; `nil` where there is neither.
    init?(rate: RateRule?, quota: QuotaRule?) {
        guard rate != nil || quota != nil else { return nil }
        let items = [
            rate.map {
                Self.item("rate", $0.place.policy, "q=\($0.shape.requests);w=\($0.shape.seconds)")
            },
            quota.map {
                Self.item("quota", $0.place.policy, "q=\($0.shape.maximum);w=\($0.shape.window.nominalSeconds)")
            },
        ]
        policy = items.compactMap(\.self).joined(separator: ", ")
        limit = "\(quota?.shape.maximum ?? rate?.shape.requests ?? 0)"
        self.rate = rate.map { Self.item("rate", $0.place.policy, "r=") }
        self.quota = quota.map { Self.item("quota", $0.place.policy, "r=") }
        let policyLine = Self.line(.policy, policy)
        let limitLine = Self.line(.limit, limit)
        beginning = Array((policyLine + "\(LimitField.state.name): " + (self.rate ?? self.quota ?? "")).utf8)
        middle = self.rate == nil ? nil : self.quota.map { Array(", \($0)".utf8) }
        end = Array("\r\n\(limitLine)\(LimitField.remaining.name): ".utf8)
        (policyLineLength, limitLineLength) = (policyLine.utf8.count, limitLine.utf8.count)
    }

    private static func line(_ field: LimitField, _ value: String) -> String { "\(field.name): \(value)\r\n" }

    private static let resetBeginning = Array("\r\n\(LimitField.reset.name): ".utf8)

    /// Appends all fields as lines of a header.
    ///
    /// - Parameters:
    ///   - standing: The state of the limits, which are those of these texts.
    ///   - unixSeconds: The moment of the decision.
    ///   - bytes: The bytes that they are appended to.
    /// - Returns: The place behind each line.
    func append(
        _ standing: LimitStanding, unixSeconds: Int64, to bytes: inout [UInt8]
    ) -> [5 of Int]? {
        guard let told = standing.quota ?? standing.rate else { return nil }
        bytes.append(contentsOf: beginning)
        let policyEnd = bytes.count - beginning.count + policyLineLength
        Self.append(standing.rate ?? told, to: &bytes)
        if let middle {
            bytes.append(contentsOf: middle)
            Self.append(told, to: &bytes)
        }
        let stateEnd = bytes.count + 2
        bytes.append(contentsOf: end)
        Self.append(told.remaining, to: &bytes)
        let remainingEnd = bytes.count + 2
        bytes.append(contentsOf: Self.resetBeginning)
        Self.append(Month.clamped(unixSeconds) + told.resetSeconds, to: &bytes)
        bytes.append(0x0D)
        bytes.append(0x0A)
        return [policyEnd, stateEnd, stateEnd + limitLineLength, remainingEnd, bytes.count]
    }

    private static func append(_ standing: LimitStanding.Entry, to bytes: inout [UInt8]) {
        append(standing.remaining, to: &bytes)
        bytes.append(UInt8(ascii: ";"))
        bytes.append(UInt8(ascii: "t"))
        bytes.append(UInt8(ascii: "="))
        append(standing.resetSeconds, to: &bytes)
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        let number = max(0, number)
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    private static func item(_ kind: String, _ policy: String, _ parameters: String) -> String {
        "\"\(policy):\(kind)\";\(parameters)"
    }

    /// The value of `RateLimit`, of a report with the same limits.
    func state(of report: LimitReport) -> String {
        var text = rate ?? quota ?? ""
        // Room for four numbers and what is between them.
        text.reserveCapacity(text.utf8.count + (quota?.utf8.count ?? 0) + 64)
        if rate != nil {
            Self.append(report.rate, to: &text)
            if let quota {
                text.append(", ")
                text.append(quota)
            }
        }
        if quota != nil { Self.append(report.quota, to: &text) }
        return text
    }

    private static func append(_ entry: LimitReport.Entry?, to text: inout String) {
        text.append(String(entry?.remaining ?? 0))
        text.append(";t=")
        text.append(String(entry?.resetSeconds ?? 0))
    }
}
