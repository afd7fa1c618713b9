// Target NumericCore: first file; see ARCHITECTURE.md.
