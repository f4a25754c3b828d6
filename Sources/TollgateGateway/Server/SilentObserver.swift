/// The observer that records nothing.
struct SilentObserver: GatewayObserver {}
