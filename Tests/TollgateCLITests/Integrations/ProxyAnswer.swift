/// What a client got from a gateway.
struct ProxyAnswer {
    let text: String
    let status: Int
    private let fields: [(name: String, value: String)]
    let body: String

    init(_ text: String) {
        self.text = text
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (parts.first ?? "").split(separator: "\r\n")
        status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
        fields = lines.dropFirst().map { line in
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (pair[0].lowercased(), pair.count > 1 ? String(pair[1].drop { $0 == " " }) : "")
        }
        body = parts.count > 1 ? String(parts[1]) : ""
    }

    /// The values of a field, by its name in lower case.
    func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
