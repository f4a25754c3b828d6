/// The things that a loop sweeps; they come and go at any time, also while it does.
struct SweepList {
    private var members: [any Swept] = []

    /// The number of members.
    var count: Int { members.count }

    /// Adds a member.
    mutating func add(_ member: any Swept) {
        member.sweepPlace = members.count
        members.append(member)
    }

    /// Removes a member; the last one takes its place.
    mutating func remove(_ member: any Swept) {
        let place = member.sweepPlace
        guard members.indices.contains(place), members[place] === member else { return }
        let last = members.removeLast()
        guard last !== member else { return }
        members[place] = last
        last.sweepPlace = place
    }

    /// The member at a place; on the way from the last place to the first none that stays is missed.
    func member(at place: Int) -> (any Swept)? { members.indices.contains(place) ? members[place] : nil }
}
