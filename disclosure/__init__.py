"""政府信息: the root record, the gate it passes, the public catalogue and the column's pages."""
