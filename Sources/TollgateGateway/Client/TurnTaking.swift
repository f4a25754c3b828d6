/// A connection that waits until others have had their turns.
protocol TurnTaking: AnyObject {
    /// It may take a step.
    func hasTurn()
}
