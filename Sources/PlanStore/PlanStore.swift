// Target PlanStore: first file; see ARCHITECTURE.md.
