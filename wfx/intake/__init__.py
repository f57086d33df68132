"""Read in: foreign files turned into typed rows, or into a list of problems. Blind to the other wings."""
