"""What the Financial tab and the journals' settings read."""
