extension ProviderDriver {
    /// RFC 7591 and RFC 7592 as written.
    public static let other = ProviderDriver(name: "other", displayName: "Other")
}
