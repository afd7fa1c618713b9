// Target PlanFile: first file; see ARCHITECTURE.md.
