// Target PlanEngine: first file; see ARCHITECTURE.md.
