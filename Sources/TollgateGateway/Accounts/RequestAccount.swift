/// The times and sizes of one request; moments are in nanoseconds of a clock that never jumps.
struct RequestAccount {
    /// The moment at which its head had come.
    private(set) var began: Int64 = 0
    /// The moment at which the gate had decided, where somebody wants to know.
    var decided: Int64?
    /// The moment of the newest event, if nothing has been waited for since.
    private(set) var latest: Int64?
    /// The status of the answer; 0 before there is one.
    private(set) var status = 0
    /// The bytes of content that were sent to the client, without framing.
    var answerBytes: Int64 = 0
    /// The reason for which its server was chosen, if one was.
    var choice: UpstreamChoice?

    /// The protocol that its connection was upgraded to, if it was.
    var upgrade: String?

    /// A request has come.
    mutating func begin(at moment: Int64) {
        began = moment
        decided = nil
        latest = moment
        status = 0
        answerBytes = 0
        choice = nil
        upgrade = nil
    }

    /// The head of its answer is written.
    mutating func answered(_ status: Int, at moment: Int64) {
        self.status = status
        latest = moment
    }

    /// Something else happens meanwhile: the clock has to be read again.
    mutating func wait() { latest = nil }
}
