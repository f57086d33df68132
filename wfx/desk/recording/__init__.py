"""From changes to an entry: gates, recusal, the one hand that writes."""
