// Target PlanExport: first file; see ARCHITECTURE.md.
