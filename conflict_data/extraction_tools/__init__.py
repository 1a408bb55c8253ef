"""What people and clusters do with the extractor: read pages, look at values, draft records, run over a corpus."""
