"""Other people's tables held against the contract: mappings as data, how a file is read by one, and what its rows break."""
