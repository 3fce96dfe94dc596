"""Files and memory of the machine; knows nothing of lessons."""
