import Foundation
import Testing
@testable import PlanServer

@Suite struct PageFilesTests {
    /// The folder of the page's files, from this test's own path.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/PlanServer/Page")

    @Test func embeddedFilesAreThoseOfTheFolder() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { name in
            ["html", "css", "js", "svg"].contains { name.hasSuffix("." + $0) }
        }
        #expect(Set(names) == Set(PageFiles.all.keys), "run `make page`")
        for name in names {
            let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
            #expect(PageFiles.all[name] == text, "\(name) is not current: run `make page`")
        }
    }

    /// What the content security policy forbids must not be there in the first place.
    @Test func noFileHoldsInlineScriptOrStyle() {
        for (name, text) in PageFiles.all {
            if name.hasSuffix(".html") {
                #expect(!text.contains("<style"))
                #expect(!text.contains("style=\""))
                #expect(!text.contains(" on" + "click="))
            }
            if name.hasSuffix(".js") {
                #expect(!text.contains("innerHTML"), "\(name) writes markup as text")
                #expect(!text.contains("eval("))
            }
        }
    }
}
