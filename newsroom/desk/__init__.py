"""What the desk has beyond the admin's own pages: the acts on the ledger, the way around, and home."""
