"""What is derived from the contract; nothing here is written twice by hand."""
