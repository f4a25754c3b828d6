/// Stops the program, which makes libFuzzer keep the input, unless the condition holds.
func must(_ condition: Bool, _ fact: @autoclosure () -> String) {
    if !condition { fatalError(fact()) }
}

/// Stops the program unless both are the same.
func must<Value: Equatable>(_ found: Value, equal expected: Value, _ fact: @autoclosure () -> String) {
    if found != expected { fatalError("\(fact()): found \(found), expected \(expected)") }
}
