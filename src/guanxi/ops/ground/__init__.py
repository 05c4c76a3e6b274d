"""What all slices stand on: who acts, what may be done, what the rest of the house offers."""
