import Foundation

/// The standard normal quantile by Newton's method on erfc, started from the logistic approximation; 1e-15 relative.
func normalScore(_ probability: Double) -> Double {
    if probability == 0.5 { return 0 }
    let p = min(probability, 1 - probability)
    var z = log(p / (1 - p)) / 1.702
    for _ in 0..<60 {
        let tail = 0.5 * erfc(-z / 2.0.squareRoot())
        let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
        let step = max(min((tail - p) / density, 1), -1)
        // Halley's correction keeps the far tail from overshooting.
        let move = step / (1 + 0.5 * z * step)
        z -= move
        if abs(move) < 1e-15 * max(1, abs(z)) { break }
    }
    return probability < 0.5 ? z : -z
}
