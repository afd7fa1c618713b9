/// The version that outputs carry: of the command, the C library and the Python package alike.
public let twobinVersion = "0.2.0"
