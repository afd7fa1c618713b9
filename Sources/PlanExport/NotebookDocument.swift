/// A Jupyter notebook (nbformat 4.5) with its outputs: cells in order, code cells numbered as if run from top to bottom.
struct NotebookDocument {
    enum Output {
        /// What `print` writes.
        case printed(String)
        /// The value of the last line of a cell: HTML and plain text.
        case table(html: String, plain: String)
        /// A picture, with the words for those who do not see it.
        case picture(svg: String, plain: String)
    }

    private var cells: [JSONValue] = []
    private var executed = 0

    /// - Parameter id: unique in the notebook; letters, digits, `-` and `_`, at most 64 of them.
    mutating func markdown(id: String, _ text: String) {
        cells.append(["cell_type": "markdown", "id": .text(id), "metadata": [:], "source": lines(text)])
    }

    mutating func code(id: String, _ text: String, output: Output? = nil) {
        executed += 1
        cells.append([
            "cell_type": "code", "execution_count": .integer(executed), "id": .text(id), "metadata": [:],
            "outputs": .array(output.map { [json($0)] } ?? []), "source": lines(text),
        ])
    }

    /// The whole document; the Python kernel is named, its version is not (any with pandas and matplotlib will do).
    func json(metadata: JSONValue) -> JSONValue {
        [
            "cells": .array(cells),
            "metadata": [
                "kernelspec": ["display_name": "Python 3", "language": "python", "name": "python3"],
                "language_info": ["file_extension": ".py", "mimetype": "text/x-python", "name": "python"],
                "twobin": metadata,
            ],
            "nbformat": 4,
            "nbformat_minor": 5,
        ]
    }

    private func json(_ output: Output) -> JSONValue {
        switch output {
        case .printed(let text):
            return ["name": "stdout", "output_type": "stream", "text": lines(text)]
        case .table(let html, let plain):
            return [
                "data": ["text/html": lines(html), "text/plain": lines(plain)], "execution_count": .integer(executed), "metadata": [:],
                "output_type": "execute_result",
            ]
        case .picture(let svg, let plain):
            return [
                "data": ["image/svg+xml": lines(svg), "text/plain": lines(plain)], "metadata": [:], "output_type": "display_data",
            ]
        }
    }

    /// Lines with their line feeds, as the format keeps texts: a change of one line is a change of one line in the file.
    private func lines(_ text: String) -> JSONValue {
        var lines: [JSONValue] = []
        var rest = text.unicodeScalars[...]
        while let end = rest.firstIndex(of: "\n") {
            let next = rest.index(after: end)
            lines.append(.text(String(rest[..<next])))
            rest = rest[next...]
        }
        if !rest.isEmpty { lines.append(.text(String(rest))) }
        return .array(lines)
    }
}
