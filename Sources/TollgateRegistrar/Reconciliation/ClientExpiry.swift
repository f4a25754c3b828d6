/// Something of a client that expires, and when.
struct ClientExpiry: Hashable, Sendable {
    enum What: String, Hashable, Sendable {
        case clientSecret = "client_secret"
        case registrationAccessToken = "registration_access_token"
    }

    /// How long ahead somebody is told, in seconds: 1 day and 7 days.
    static let stages: [Int64] = [86_400, 604_800]

    let what: What
    /// When it expires, in Unix seconds.
    let time: Int64

    /// The stage that it is in; `nil` if there is time, or it is too late.
    func stage(at now: Int64) -> Int64? {
        guard time > now else { return nil }
        return Self.stages.first { time - now <= $0 }
    }

    /// The identifier of the notice of a stage: the same is told once.
    func noticeID(stage: Int64, of record: ClientRecord) -> String {
        "\(record.id)-\(what.rawValue)-\(time)-\(stage / 86_400)d"
    }
}
