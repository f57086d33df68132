"""The books at one entry, and the folder that shows them."""
