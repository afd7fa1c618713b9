// Target ReorderPolicies: first file; see ARCHITECTURE.md.
