import FlyingFox
import FlyingSocks
import Foundation
import Synchronization
import Testing
@testable import PlanServer

@Suite struct ServerTests {
    /// A page over a real socket: any free port, this machine only.
    @Test func answersOverHTTP() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        // The port is chosen by the system: the guard knows no port yet, so it is told to take the address alone.
        let page = try shop.page(RequestGuard(admission: .loopback, hosts: ["page.test"]))
        // A thousand other tests may stand in line before the server: no deadline of its own may cut it short.
        let server = try PageServer(page: page, address: "127.0.0.1", port: 0, patience: 86_400)
        let answers = Mutex<[String]>([])
        try await server.run { port in
            for request in Self.requests {
                let answer = try? await Self.ask(port, request)
                answers.withLock { $0.append(answer ?? "") }
            }
            await server.stop()
        }
        let got = answers.withLock { $0 }
        try #require(got.count == Self.requests.count)
        #expect(got[0].hasPrefix("HTTP/1.1 200"))
        #expect(got[0].contains("\"id\": \"plan-1\""))
        #expect(got[1].hasPrefix("HTTP/1.1 421"))
        #expect(got[2].hasPrefix("HTTP/1.1 413"))
    }

    /// One that is answered, one to a name the page is not known by, and one with too long a body.
    private static let requests = [
        "GET /needs.json?run=plan-1 HTTP/1.1\r\nHost: page.test\r\nConnection: close\r\n\r\n",
        "GET /needs.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "POST /save.json HTTP/1.1\r\nHost: page.test\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\nConnection: close\r\n\r\n",
    ]

    private static func ask(_ port: UInt16, _ text: String) async throws -> String {
        let socket = try await AsyncSocket.connected(to: try sockaddr_in.inet(ip4: "127.0.0.1", port: port))
        defer { try? socket.close() }
        try await socket.write(Data(text.utf8))
        var bytes: [UInt8] = []
        while let byte = try? await socket.read() { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
