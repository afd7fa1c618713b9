// Target DemandForecasting: first file; see ARCHITECTURE.md.
