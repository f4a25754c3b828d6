/// A JSON object that is being written: names and values are texts, so that it can hold what no serializer writes.
struct JSONDraft: Sendable {
    /// A member; its name has its quotes.
    struct Member: Sendable {
        var name: [UInt8]
        var value: [UInt8]

        init(_ name: String, _ value: [UInt8]) {
            self.name = Array("\"\(name)\"".utf8)
            self.value = value
        }

        init(_ name: String, json: String) {
            self.init(name, Array(json.utf8))
        }
    }

    var members: [Member]
    /// What stands at each place where JSON allows white space.
    var spaces: [[UInt8]] = [[]]

    init(_ members: [(name: String, json: String)]) {
        self.members = members.map { Member($0.name, json: $0.json) }
    }

    /// The object as text.
    var text: [UInt8] {
        var text: [UInt8] = []
        var place = 0
        func space() {
            text += spaces[place % spaces.count]
            place += 1
        }
        func mark(_ character: Unicode.Scalar) {
            space()
            text.append(UInt8(ascii: character))
            space()
        }
        mark("{")
        for (index, member) in members.enumerated() {
            if index > 0 { mark(",") }
            text += member.name
            mark(":")
            text += member.value
        }
        mark("}")
        return text
    }

    /// Gives a member this value, or adds it.
    mutating func set(_ name: String, _ value: [UInt8]) {
        let member = Member(name, value)
        if let index = members.firstIndex(where: { $0.name == member.name }) {
            members[index] = member
        } else {
            members.append(member)
        }
    }
}
