"""What a clear lesson keeps to, measured on its objects and its script while it plays, without drawing it."""
