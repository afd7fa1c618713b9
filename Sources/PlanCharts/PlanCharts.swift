// Target PlanCharts: first file; see ARCHITECTURE.md.
