/// True where the header names the columns of a series file, `unique_id`, `ds` and `y`: rows are then periods, not sales.
///
/// Reads the beginning of the file only. A header such as `date, item, quantity` would do for either and is taken for sales.
///
///     try isSeriesFile(path: "monthly.csv")      // true for unique_id,ds,y
///
/// - Throws: what `readSeriesFile` throws for a file that cannot be opened or has no rows.
public func isSeriesFile(path: String) throws(IngestionError) -> Bool {
    let input = try TableInput(path: path, limits: ReadingLimits(), chunkBytes: 1 << 16, hashing: false)
    return ["unique_id", "ds", "y"].allSatisfy { input.header.column(named: [$0]) != nil }
}
