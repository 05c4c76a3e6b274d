"""Files that come in: uploaded, mapped, imported, taken back."""
