"""The middle platform (大中台): what may happen, as pure rules over the ledger."""
