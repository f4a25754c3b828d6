/// The scopes of a token that the catalogue speaks of, by their numbers, sorted and without repetition.
struct ScopeNumbers: Sendable {
    /// A token with more scopes than this has its grant resolved each time.
    static let maximumCount = 16

    private(set) var count = 0
    private var numbers = InlineArray<16, Int32>(repeating: 0)

    /// The numbers of a token's scopes, or `nil` where there are too many of them.
    init?(_ claims: Claims, _ index: CatalogueIndex) {
        var cursor = claims.scopeList
        while let part = cursor.next(in: claims.texts) {
            guard let number = index.scope(claims.texts.span, part) else { continue }
            guard insert(Int32(truncatingIfNeeded: number)) else { return nil }
        }
    }

    private mutating func insert(_ number: Int32) -> Bool {
        var place = count
        while place > 0, numbers[place - 1] >= number {
            if numbers[place - 1] == number { return true }
            place -= 1
        }
        guard count < Self.maximumCount else { return false }
        var index = count
        while index > place {
            numbers[index] = numbers[index - 1]
            index -= 1
        }
        numbers[place] = number
        count += 1
        return true
    }

    /// A hash of the numbers and an API.
    func hash(api: Int) -> Int {
        var hash = UInt64(truncatingIfNeeded: api)
        for index in 0..<count {
            hash = (hash ^ UInt64(truncatingIfNeeded: numbers[index])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        return Int(truncatingIfNeeded: hash >> 32)
    }

    func isEqual(to other: ScopeNumbers) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where numbers[index] != other.numbers[index] { return false }
        return true
    }
}
