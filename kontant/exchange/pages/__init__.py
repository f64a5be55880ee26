"""Pages for people: what a report or a brief says, as Markdown, as one HTML file, and as a PDF.

``model`` is the page as plain values; ``markdown``, ``html`` and ``pdf`` write it, ``charts`` draws its charts.
"""
