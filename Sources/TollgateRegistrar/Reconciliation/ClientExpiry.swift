/// A secret or token of a client that expires, and the time.
struct ClientExpiry: Hashable, Sendable {
    enum What: String, Hashable, Sendable {
        case clientSecret = "client_secret"
        case registrationAccessToken = "registration_access_token"
    }

    /// The times ahead at which a notice is sent, in seconds: 1 day and 7 days.
    static let stages: [Int64] = [86_400, 604_800]

    let what: What
    /// The time at which it expires, in Unix seconds.
    let time: Int64

    /// Returns the stage that it is in; `nil` if there is time, or it is too late.
    func stage(at now: Int64) -> Int64? {
        guard time > now else { return nil }
        return Self.stages.first { time - now <= $0 }
    }

    /// Returns the identifier of the notice of a stage, which is the same each time, so that it is sent once.
    func noticeID(stage: Int64, of record: ClientRecord) -> String {
        "\(record.id)-\(what.rawValue)-\(time)-\(stage / 86_400)d"
    }
}
