"""The case review: its control points, the sample, and what the answers come to."""
