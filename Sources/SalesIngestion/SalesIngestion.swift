// Target SalesIngestion: first file; see ARCHITECTURE.md.
