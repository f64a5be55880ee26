"""What a caseload is made of: the vocabulary, the records as tables, and one case as a timeline."""
