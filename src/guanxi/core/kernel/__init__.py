"""The words every other part uses: errors, ids, periods, options. Standard library only."""
