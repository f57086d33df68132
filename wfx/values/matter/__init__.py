"""What a matter and a duty are: life-cycle, clocks, gates, the words of a duty."""
