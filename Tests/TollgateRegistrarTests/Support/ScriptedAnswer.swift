import TollgateRegistrar

/// What a scripted provider answers.
struct ScriptedAnswer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    static func empty(_ status: Int) -> ScriptedAnswer {
        ScriptedAnswer(status: status)
    }

    static func json(_ status: Int, _ members: [String: JSONValue]) -> ScriptedAnswer {
        ScriptedAnswer(
            status: status, headers: ["Content-Type": "application/json"], body: JSONValue.object(members).text)
    }

    /// An error as RFC 7591 §3.2.2 has it.
    static func error(_ status: Int, _ code: String, _ description: String) -> ScriptedAnswer {
        .json(status, ["error": .string(code), "error_description": .string(description)])
    }
}
