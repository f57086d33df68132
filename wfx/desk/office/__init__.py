"""What this machine and its people are: secrets, names, shipped law, typed words."""
