"""Note templates, the guide that asks their questions, and what a finished note changes in the case.

A template is data (TOML): nothing in here knows any template by name.
"""
