/// Who may ask, and from where.
///
/// A page on the loopback address is reachable by every site that the same browser shows: a name that resolves to 127.0.0.1 (DNS
/// rebinding) or a form that posts across sites. Both are told by the headers Host and Origin, which a script cannot set.
public struct RequestGuard: Sendable {
    /// How a reader shows who they are.
    public enum Admission: Sendable, Equatable {
        /// Everyone on this machine.
        case loopback
        /// `Authorization: Bearer TOKEN`, or the cookie that `POST /session` gives for it.
        case token(String)
        /// A header that a proxy at the given address sets after it has authenticated the reader.
        case header(name: String, proxy: String)
    }

    public var admission: Admission
    /// Names and addresses with port that Host may be (`127.0.0.1:8380`, `localhost:8380`, ...), lower case.
    public var hosts: Set<String>
    public var isReadOnly: Bool
    /// Bytes; a longer body is refused unread.
    public static let longestBody = 1 << 20

    public init(admission: Admission, hosts: Set<String>, isReadOnly: Bool = false) {
        self.admission = admission
        self.hosts = hosts
        self.isReadOnly = isReadOnly
    }

    static let cookieName = "twobin_session"

    /// The answer to a request that may not pass; `nil` for one that may.
    func refusal(_ request: PageRequest) -> PageResponse? {
        guard let host = request.headers["host"]?.lowercased(), hosts.contains(host) else {
            return .problem(421, "this server does not answer for that host name: open it by the address it printed when it started")
        }
        guard ["GET", "HEAD", "POST"].contains(request.method) else { return .problem(405, "only GET, HEAD and POST are understood here") }
        let isChange = request.method == "POST"
        // A browser sends Origin with every POST, and Sec-Fetch-Site with every request; programs send neither.
        if let origin = request.headers["origin"], origin != "http://" + host, origin != "https://" + host {
            return .problem(403, "the request comes from another site (\(origin))")
        }
        if let site = request.headers["sec-fetch-site"], site == "cross-site" || site == "same-site" {
            let isNavigation = request.headers["sec-fetch-mode"] == "navigate" && !isChange
            if !isNavigation { return .problem(403, "the request comes from another site") }
        }
        if isChange, request.headers["content-type"]?.lowercased().hasPrefix("application/json") != true {
            return .problem(415, "send application/json")
        }
        if request.body.count > RequestGuard.longestBody { return .problem(413, "the body is longer than a megabyte") }
        let isSignIn = isChange && request.path == "/session"
        guard isSignIn || isAdmitted(request) || (!isChange && RequestGuard.isOpen(request.path)) else {
            return .problem(401, "sign in first: the token is in the file that the server was started with")
        }
        if isChange, isReadOnly, !isSignIn, request.path != "/whatif.json" {
            return .problem(403, "the page was started with --read-only: nothing can be changed")
        }
        return nil
    }

    /// Who the reader is, for the audit rows.
    func author(_ request: PageRequest) -> String? {
        if case .header(let name, _) = admission { return request.headers[name.lowercased()] }
        return nil
    }

    /// The answer to the sign-in: a cookie that scripts cannot read and other sites cannot send.
    func session(_ token: String) -> PageResponse {
        guard case .token(let expected) = admission, RequestGuard.isSame(token, expected) else {
            return .problem(401, "that is not the token")
        }
        var response = PageResponse.json(["signed_in": true])
        response.headers.append(("Set-Cookie", "\(RequestGuard.cookieName)=\(expected); Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"))
        return response
    }

    private func isAdmitted(_ request: PageRequest) -> Bool {
        switch admission {
        case .loopback: return true
        case .header(let name, let proxy):
            return request.peer == proxy && request.headers[name.lowercased()]?.isEmpty == false
        case .token(let expected):
            if let given = request.headers["authorization"], given.hasPrefix("Bearer ") {
                return RequestGuard.isSame(String(given.dropFirst(7)), expected)
            }
            let cookies = (request.headers["cookie"] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
            return cookies.contains { cookie in
                cookie.hasPrefix(RequestGuard.cookieName + "=")
                    && RequestGuard.isSame(String(cookie.dropFirst(RequestGuard.cookieName.count + 1)), expected)
            }
        }
    }

    /// The page itself holds no number and shows the sign-in.
    private static func isOpen(_ path: String) -> Bool {
        PlanPage.views.contains(path) || path == "/charts.css" || PageFiles.all[String(path.dropFirst())] != nil
    }

    /// Compares in a time that does not tell how far two texts agree.
    static func isSame(_ a: String, _ b: String) -> Bool {
        let (first, second) = (Array(a.utf8), Array(b.utf8))
        guard first.count == second.count else { return false }
        var difference: UInt8 = 0
        for index in first.indices { difference |= first[index] ^ second[index] }
        return difference == 0
    }
}
