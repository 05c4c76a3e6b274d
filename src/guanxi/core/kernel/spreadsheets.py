"""What spreadsheets take for a formula: files that people open must hold none that somebody else wrote."""

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""A cell of text that begins with one of these is run (OWASP, CSV Injection); a quote before it makes it text."""
