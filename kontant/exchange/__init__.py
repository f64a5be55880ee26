"""What comes in and goes out: extracts, spreadsheets, CSV, JSON and Markdown."""
